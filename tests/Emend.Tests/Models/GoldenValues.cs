using Emend.Files;
using Emend.Tensors;

namespace Emend.Tests.Models;

/// <summary>The stored values of a case of Golden/models, and how to compare with them (see the README there).</summary>
internal sealed class GoldenValues(string folder)
{
    public const float ValueTolerance = 1e-5f;
    public const float GradientTolerance = 5e-5f;

    public SafetensorsFile File { get; } = SafetensorsFile.Open(Path.Combine(folder, "golden.safetensors"));

    /// <summary>The names of the weights whose gradients are stored.</summary>
    public IReadOnlyList<string> GradientNames =>
        [.. File.Entries.Where(entry => entry.Name.StartsWith("grad.", StringComparison.Ordinal)).Select(entry => entry.Name["grad.".Length..])];

    /// <summary>The ids of an unpadded row.</summary>
    public int[] Ids(string name) => [.. File.Integers(name).Select(id => (int)id)];

    /// <summary>The entries of a padded table [rows, longest] where another one marks real tokens, row by row.</summary>
    public int[][] Unpadded(string name, Func<int, bool> isReal)
    {
        var (rows, longest) = (File.Entry(name).Shape[0], File.Entry(name).Shape[1]);
        var all = Ids(name);
        return [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(row * longest, longest).Where(isReal).Select(i => all[i]).ToArray())];
    }

    /// <summary>The real tokens of a padded batch.</summary>
    public Batch Batch(string ids, string mask)
    {
        var real = Ids(mask);
        return Emend.Batch.Of(Unpadded(ids, i => real[i] == 1));
    }

    /// <summary>Compares a flat value [tokens, …] with a padded one [rows, longest, …] where tokens are real.</summary>
    public void ShouldHold(string name, Tensor actual, Batch batch)
    {
        var expected = File.Tensor(name);
        var columns = (int)(expected.Shape.Count / (expected.Shape[0] * expected.Shape[1]));
        actual.Count.ShouldBe((long)batch.Tokens * columns, name);
        var difference = 0f;
        for (var row = 0; row < batch.Rows; row++)
        {
            var want = expected.Values.Slice(row * expected.Shape[1] * columns, batch.Length(row) * columns);
            difference = Math.Max(difference, Largest(want, actual.Values.Slice(batch.Start(row) * columns, batch.Length(row) * columns)));
        }

        ShouldBeSmall(difference, Largest(expected.Values, default), ValueTolerance, name);
    }

    /// <summary>Compares patterns [tokens, heads, keys] with padded ones [rows, heads, queries, keys].</summary>
    public void ShouldHoldPattern(string name, Tensor actual, Batch queries, Batch keys)
    {
        var expected = File.Tensor(name);
        var (heads, longest, longestKeys) = (expected.Shape[1], expected.Shape[2], expected.Shape[3]);
        var difference = 0f;
        for (var row = 0; row < queries.Rows; row++)
        {
            for (var query = 0; query < queries.Length(row); query++)
            {
                for (var head = 0; head < heads; head++)
                {
                    var want = expected.Values.Slice(((((row * heads) + head) * longest) + query) * longestKeys, keys.Length(row));
                    var got = actual.Values.Slice((((queries.Start(row) + query) * heads) + head) * actual.Shape[2], keys.Length(row));
                    difference = Math.Max(difference, Largest(want, got));
                }
            }
        }

        ShouldBeSmall(difference, 1, ValueTolerance, name);
    }

    /// <summary>Compares a tensor with one of as many elements.</summary>
    public void ShouldEqual(string name, Tensor actual, float tolerance = ValueTolerance)
    {
        var expected = File.Tensor(name);
        actual.Count.ShouldBe(expected.Count, name);
        ShouldBeSmall(Largest(expected.Values, actual.Values), Largest(expected.Values, default), tolerance, name);
    }

    /// <summary>Compares all stored gradients of weights.</summary>
    /// <param name="weight">From a name to the weight.</param>
    /// <param name="loss">The loss of the model with parameters in place of weights.</param>
    public void ShouldHoldGradients(Func<string, Tensor> weight, Func<IReadOnlyDictionary<string, Tensor>, Tensor> loss)
    {
        GradientNames.ShouldNotBeEmpty();
        var parameters = GradientNames.ToDictionary(name => name, name => weight(name).AsParameter());
        var gradients = Gradients.Of(loss(parameters), [.. GradientNames.Select(name => parameters[name])]);
        for (var i = 0; i < gradients.Length; i++)
            ShouldEqual("grad." + GradientNames[i], gradients[i], GradientTolerance);
    }

    /// <summary>The site of a stored value, if it is one's.</summary>
    public static Site? SiteOf(string name)
    {
        var inEncoder = name.StartsWith("encoder.", StringComparison.Ordinal);
        var parts = name.Replace("encoder.", "", StringComparison.Ordinal).Replace("decoder.", "", StringComparison.Ordinal).Split('.');
        if (parts is ["final_norm"])
            return Site.FinalNorm with { InEncoder = inEncoder };
        if (parts.Length != 2 || !int.TryParse(parts[1], out var layer))
            return null;
        Site? site = parts[0] switch
        {
            "resid_pre" => Site.ResidPre(layer),
            "resid_post" => Site.ResidPost(layer),
            "attn_pattern" => Site.Pattern(layer),
            "attn_out" => Site.AttentionOut(layer),
            "attn_out_normed" => Site.AttentionOutNormed(layer),
            "cross_pattern" => Site.CrossPattern(layer),
            "cross_out" => Site.CrossOut(layer),
            "mlp_pre" => Site.MlpPre(layer),
            "mlp_pre_linear" => Site.MlpPreLinear(layer),
            "mlp_post" => Site.MlpPost(layer),
            "mlp_out" => Site.MlpOut(layer),
            "mlp_out_normed" => Site.MlpOutNormed(layer),
            _ => null,
        };
        return site is { } found ? found with { InEncoder = inEncoder } : null;
    }

    /// <summary>The stored sites by name.</summary>
    public Dictionary<string, Site> Sites => File.Entries.Select(entry => (entry.Name, Site: SiteOf(entry.Name)))
        .Where(pair => pair.Site is not null).ToDictionary(pair => pair.Name, pair => pair.Site!.Value);

    private static void ShouldBeSmall(float difference, float scale, float tolerance, string name) =>
        (difference <= tolerance * scale).ShouldBeTrue($"{name} differs by {difference:g3}, allowed are {tolerance * scale:g3}");

    private static float Largest(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var largest = 0f;
        for (var i = 0; i < left.Length; i++)
        {
            var difference = MathF.Abs(right.IsEmpty ? left[i] : left[i] - right[i]);
            if (!(difference <= largest))
                largest = difference; // not a number counts as a difference
        }

        return largest;
    }
}
