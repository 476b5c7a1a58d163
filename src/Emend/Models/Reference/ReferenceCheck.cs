namespace Emend.Models.Reference;

/// <summary>
/// Compares everything that a file of reference values holds with what a model computes: every site, logits, losses,
/// gradients, second gradients and greedy continuations, of decoders, encoder–decoders and encoders. The format is that
/// of the reference values for models.
/// </summary>
/// <example><code>
/// var check = new ReferenceCheck(LanguageModel.Load(folder), Path.Combine(folder, "golden.safetensors"));
/// bool holds = check.Compare(tolerance: 1e-5).All(difference => difference.Holds);
/// </code></example>
public sealed class ReferenceCheck
{
    /// <summary>Gradients are sums of more terms than values: they may differ by this many times the tolerance.</summary>
    private const double GradientFactor = 5;

    private readonly IReferenceSubject subject;

    /// <summary>Opens a reference file for a model that writes text.</summary>
    /// <param name="model">The model to check.</param>
    /// <param name="path">A safetensors file; a description of the same name with <c>.json</c> may lie beside it.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not sound.</exception>
    public ReferenceCheck(LanguageModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        var reference = new ReferenceValues(path);
        subject = model.HasEncoder ? new EncoderDecoderSubject(model, reference) : new DecoderSubject(model, reference);
        Unknown = UnknownOf(reference);
    }

    /// <summary>Opens a reference file for an encoder by itself.</summary>
    /// <inheritdoc cref="ReferenceCheck(LanguageModel, string)"/>
    public ReferenceCheck(EncoderModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        var reference = new ReferenceValues(path);
        subject = new EncoderSubject(model, reference);
        Unknown = UnknownOf(reference);
    }

    /// <summary>Tensors of the file that this kind of model does not compute; they are not compared.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Compares tensor by tensor.</summary>
    /// <param name="tolerance">The largest difference of values, relative to the tensor's largest magnitude; gradients get five times as much, token ids none.</param>
    /// <param name="cancel">Stops between two tensors.</param>
    public IEnumerable<TensorDifference> Compare(double tolerance, CancellationToken cancel = default)
    {
        foreach (var difference in subject.Compare(tolerance, tolerance * GradientFactor))
        {
            cancel.ThrowIfCancellationRequested();
            yield return difference;
        }
    }

    private List<string> UnknownOf(ReferenceValues reference) =>
        [.. reference.Names.Where(name => !ReferenceNames.IsInput(name) && !subject.Knows(name))];
}
