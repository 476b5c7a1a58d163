using Emend.Editing.Training;
using Emend.Editing.Values;

namespace Emend.Editing.UltraEdit;

/// <summary>One request as UltraEdit reads it.</summary>
/// <param name="Row">The tokens and what they shall predict.</param>
/// <param name="Keys">The positions whose inputs and gradients are features.</param>
internal sealed record FeatureRow(TrainingRow Row, int[] Keys)
{
    /// <summary>Makes a request's row.</summary>
    /// <exception cref="FormatException">The request cannot be tokenized, or is longer than the context.</exception>
    public static FeatureRow Of(LanguageModel model, EditRequest request, UltraEditOptions options)
    {
        var row = TrainingRow.Of(model, request, TrainingObjective.TargetNew);
        if (options.Tokens == UltraEditTokens.Answer)
            return new FeatureRow(row, [.. row.Predictions.Select(prediction => prediction.Position).Distinct()]);
        int[] tokens = [.. row.Tokens, row.Predictions[^1].Target];
        return new FeatureRow(row with { Tokens = tokens }, [.. Enumerable.Range(0, tokens.Length)]);
    }

    /// <summary>
    /// Rows of a batch whose targets are filled up on the left to the longest with the token that ends texts, so that earlier tokens of
    /// shorter ones shall predict it: what EasyEdit's labels amount to.
    /// </summary>
    public static FeatureRow[] FilledUp(LanguageModel model, IReadOnlyList<EditRequest> requests, FeatureRow[] rows)
    {
        var targets = requests.Select(request => model.Tokenizer.Encode(request.SpacedTarget, special: true).Ids).ToArray();
        var longest = targets.Max(target => target.Length);
        var filler = model.Tokenizer.Special.Padding ?? model.Tokenizer.Special.End ?? 0;
        return [.. rows.Select((row, i) => row with { Row = row.Row with { Predictions = Labels(row.Row.Tokens.Length, targets[i]) } })];

        // the last positions but one predict the labels; positions in the padding are left out
        (int, int)[] Labels(int length, int[] target) => [.. Enumerable.Repeat(filler, longest - target.Length).Concat(target)
            .Select((token, at) => (Position: length - 1 - longest + at, token)).Where(label => label.Position >= 0)];
    }
}
