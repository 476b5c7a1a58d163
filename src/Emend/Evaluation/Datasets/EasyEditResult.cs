namespace Emend.Evaluation.Datasets;

/// <summary>One record of a result file of EasyEdit.</summary>
/// <param name="Index">Its position, from 0.</param>
/// <param name="Before">What was measured on the unedited model, if the file holds it.</param>
/// <param name="After">What was measured on the edited model, if the file holds it.</param>
public sealed record EasyEditResult(int Index, EasyEditMeasures? Before, EasyEditMeasures? After)
{
    /// <summary>
    /// The share of predicted tokens that are the same before and after, by name and averaged over prompts as EasyEdit does; taken from the
    /// token ids where the file holds them, and otherwise from its accuracies.
    /// </summary>
    public IReadOnlyDictionary<string, double> Locality
    {
        get
        {
            var shares = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var (name, values) in After?.Locality ?? new Dictionary<string, IReadOnlyList<double>>())
                shares[name] = values.Count == 0 ? double.NaN : values.Average();
            foreach (var (name, outputs) in After?.LocalityOutputs ?? new Dictionary<string, IReadOnlyList<IReadOnlyList<int>>>())
            {
                if (Before is not null && Before.LocalityOutputs.TryGetValue(name, out var before) && before.Count == outputs.Count && outputs.Count > 0)
                    shares[name] = outputs.Zip(before, Same).Average();
            }

            return shares;
        }
    }

    private static double Same(IReadOnlyList<int> after, IReadOnlyList<int> before) =>
        after.Count == 0 ? 1 : after.Zip(before).Count(pair => pair.First == pair.Second) / (double)Math.Max(after.Count, before.Count);
}
