using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models.Reference;

/// <summary>
/// Compares everything that a file of reference values holds with what a model computes: every site, logits, losses,
/// gradients, second gradients and greedy continuations. The format is that of the reference values for models.
/// </summary>
/// <example><code>
/// var check = new ReferenceCheck(LanguageModel.Load(folder), Path.Combine(folder, "golden.safetensors"));
/// bool holds = check.Compare(tolerance: 1e-5).All(difference => difference.Holds);
/// </code></example>
public sealed class ReferenceCheck
{
    /// <summary>Gradients are sums of more terms than values: they may differ by this many times the tolerance.</summary>
    private const double GradientFactor = 5;

    private static readonly string[] Inputs = ["input_ids", "attention_mask", "position_ids", "short.input_ids", "left.input_ids", "left.attention_mask", "left.position_ids", "hvp.direction", "meta.x1", "meta.x2", "meta.x3"];

    private readonly LanguageModel model;
    private readonly ReferenceValues reference;

    /// <summary>Opens a reference file for a model.</summary>
    /// <param name="model">The model to check.</param>
    /// <param name="path">A safetensors file; a description of the same name with <c>.json</c> may lie beside it.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not sound.</exception>
    public ReferenceCheck(LanguageModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        reference = new ReferenceValues(path);
        Unknown = [.. reference.Names.Where(name => !IsInput(name) && !IsKnown(name))];
    }

    /// <summary>Tensors of the file that a decoder does not compute; they are not compared.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Compares tensor by tensor.</summary>
    /// <param name="tolerance">The largest difference of values, relative to the tensor's largest magnitude; gradients get five times as much, token ids none.</param>
    /// <param name="cancel">Stops between two tensors.</param>
    public IEnumerable<TensorDifference> Compare(double tolerance, CancellationToken cancel = default)
    {
        var differences = Sites(tolerance)
            .Concat(LeftPadded(tolerance))
            .Concat(Short(tolerance))
            .Concat(Greedy())
            .Concat(new ReferenceGradients(model, reference).Compare(tolerance, tolerance * GradientFactor));
        foreach (var difference in differences)
        {
            cancel.ThrowIfCancellationRequested();
            yield return difference;
        }
    }

    internal static TensorDifference Difference(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        if (expected.Length != actual.Length)
            throw new InvalidDataException($"{name} has {expected.Length} elements in the reference, but the model computes {actual.Length}: the reference is for another model.");
        var comparison = new Comparison();
        comparison.Add(expected, actual);
        return comparison.Result(name, tolerance);
    }

    private static Site? SiteOf(string name)
    {
        var parts = name.Split('.');
        if (name == "final_norm") return Site.FinalNorm;
        if (name == "logits") return Site.Logits;
        if (parts.Length != 2 || !int.TryParse(parts[1], out var layer)) return null;
        return parts[0] switch
        {
            "resid_pre" => Site.ResidPre(layer),
            "resid_post" => Site.ResidPost(layer),
            "attn_pattern" => Site.Pattern(layer),
            "attn_out" => Site.AttentionOut(layer),
            "attn_out_normed" => Site.AttentionOutNormed(layer),
            "mlp_pre" => Site.MlpPre(layer),
            "mlp_pre_linear" => Site.MlpPreLinear(layer),
            "mlp_post" => Site.MlpPost(layer),
            "mlp_out" => Site.MlpOut(layer),
            "mlp_out_normed" => Site.MlpOutNormed(layer),
            _ => null,
        };
    }

    private static bool IsGreedy(string name) => name.StartsWith("greedy.", StringComparison.Ordinal) && !name.EndsWith(".prompt", StringComparison.Ordinal);

    private static bool IsInput(string name) => Inputs.Contains(name) || name.EndsWith(".prompt", StringComparison.Ordinal);

    private static bool IsKnown(string name) =>
        SiteOf(name) is not null || IsGreedy(name) || name is "left.last_logits" or "short.logits" || ReferenceGradients.IsKnown(name);

    private IEnumerable<TensorDifference> Sites(double tolerance)
    {
        var sites = reference.Names.Select(name => (name, site: SiteOf(name))).Where(pair => pair.site is not null).ToList();
        if (sites.Count == 0) yield break;
        var batch = reference.Unpadded("input_ids", "attention_mask");
        var run = model.Forward(batch, new Hooks().Keep(sites.Select(pair => pair.site!.Value)));
        foreach (var (name, site) in sites)
            yield return site!.Value.Kind == SiteKind.Pattern ? Pattern(name, batch, run, site.Value, tolerance) : Padded(name, batch, run[site.Value], tolerance);
    }

    /// <summary>A flat value [tokens, …] beside a padded one [rows, longest, …], where tokens are real.</summary>
    private TensorDifference Padded(string name, Batch batch, Tensor actual, double tolerance)
    {
        var expected = reference.Tensor(name);
        var columns = (int)(actual.Count / batch.Tokens);
        var longest = (int)(expected.Count / columns / batch.Rows);
        if ((long)columns * longest * batch.Rows != expected.Count)
            throw new InvalidDataException($"{name} has the shape {expected.Shape} in the reference, which does not fit rows of {columns} values: the reference is for another model.");
        var comparison = new Comparison();
        for (var row = 0; row < batch.Rows; row++)
            comparison.Add(expected.Values.Slice(row * longest * columns, batch.Length(row) * columns), actual.Values.Slice(batch.Start(row) * columns, batch.Length(row) * columns));
        return comparison.Result(name, tolerance);
    }

    /// <summary>A pattern [tokens, heads, keys] beside a padded one [rows, heads, queries, keys].</summary>
    private TensorDifference Pattern(string name, Batch batch, Run run, Site site, double tolerance)
    {
        var expected = reference.Tensor(name);
        int heads = expected.Shape[1], longest = expected.Shape[2];
        var comparison = new Comparison();
        for (var row = 0; row < batch.Rows; row++)
        {
            var actual = run.Row(site, row);
            var length = batch.Length(row);
            for (var query = 0; query < length; query++)
            {
                for (var head = 0; head < heads; head++)
                {
                    comparison.Add(
                        expected.Values.Slice(((((row * heads) + head) * longest) + query) * longest, length),
                        actual.Values.Slice(((query * heads) + head) * actual.Shape[2], length));
                }
            }
        }

        return comparison.Result(name, tolerance);
    }

    private IEnumerable<TensorDifference> LeftPadded(double tolerance)
    {
        if (!reference.Has("left.last_logits")) yield break;
        var batch = reference.Unpadded("left.input_ids", "left.attention_mask");
        var run = model.Decoder.Forward(new DecoderInput { Tokens = batch, LogitsAt = batch.LastTokens });
        yield return Difference("left.last_logits", reference.Tensor("left.last_logits").Values, run.Logits.Values, tolerance);
    }

    private IEnumerable<TensorDifference> Short(double tolerance)
    {
        if (!reference.Has("short.logits")) yield break;
        var run = model.Forward(reference.Unpadded("short.input_ids", "short.attention_mask"));
        yield return Difference("short.logits", reference.Tensor("short.logits").Values, run.Logits.Values, tolerance);
    }

    private IEnumerable<TensorDifference> Greedy()
    {
        foreach (var name in reference.Names.Where(IsGreedy))
        {
            float[] expected = [.. reference.Ids(name)];
            yield return Difference(name, expected, Continue(reference.Ids(name + ".prompt"), expected.Length), 0);
        }
    }

    /// <summary>The most probable tokens after a prompt, end tokens included.</summary>
    private float[] Continue(int[] prompt, int count)
    {
        var cache = new KeyValueCache(model.Architecture, 1, prompt.Length + count);
        var next = Batch.Single(prompt);
        var tokens = new float[count];
        for (var i = 0; i < count; i++)
        {
            using var workspace = Workspace.Begin();
            var run = model.Decoder.Forward(new DecoderInput { Tokens = next, Past = cache, Record = cache, LogitsAt = next.LastTokens });
            var token = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(run.Logits.Values);
            tokens[i] = token;
            next = Batch.Single(token);
        }

        return tokens;
    }

    /// <summary>The largest difference so far, and the largest magnitude of the reference.</summary>
    private sealed class Comparison
    {
        private double difference;
        private double magnitude;

        public void Add(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                magnitude = Math.Max(magnitude, Math.Abs(expected[i]));
                difference = Math.Max(difference, Math.Abs((double)expected[i] - actual[i])); // not a number stays
            }
        }

        public TensorDifference Result(string name, double tolerance) =>
            new(name, difference, magnitude > 0 ? difference / magnitude : difference, tolerance);
    }
}
