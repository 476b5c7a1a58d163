using System.Text.Json;
using Emend.Files;
using Emend.Tensors;

namespace Emend.Models.Reference;

/// <summary>A file of reference values: padded batches, and what a model computes with them.</summary>
internal sealed class ReferenceValues
{
    private readonly SafetensorsFile file;
    private readonly JsonElement? facts;

    public ReferenceValues(string path)
    {
        file = SafetensorsFile.Open(path);
        var description = Path.ChangeExtension(path, ".json");
        if (!File.Exists(description)) return;
        try
        {
            facts = JsonDocument.Parse(File.ReadAllBytes(description)).RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{description} is not valid JSON: {error.Message}", error);
        }
    }

    public IEnumerable<string> Names => file.Entries.Select(entry => entry.Name);

    public bool Has(string name) => file.Contains(name);

    public Tensor Tensor(string name) => file.Tensor(name);

    /// <summary>The token ids of an unpadded row.</summary>
    public int[] Ids(string name) => [.. file.Integers(name).Select(id => checked((int)id))];

    /// <summary>A field of the description beside the file.</summary>
    public JsonElement Fact(string name) => facts is { } all && all.TryGetProperty(name, out var value)
        ? value
        : throw new InvalidDataException($"{Path.ChangeExtension(file.Path, ".json")} must say {name}, which second-order values need.");

    /// <summary>The real tokens of a padded batch; all of them if there is no mask.</summary>
    public Batch Unpadded(string ids, string mask)
    {
        if (!Has(ids)) throw new InvalidDataException($"{file.Path} has no {ids}: a reference file holds the tokens that its values are for.");
        int rows = file.Entry(ids).Shape[0], longest = file.Entry(ids).Shape[1];
        var all = file.Integers(ids);
        var real = Has(mask) ? file.Integers(mask) : null;
        return Batch.Of([.. Enumerable.Range(0, rows).Select(row => (IReadOnlyList<int>)
            [.. Enumerable.Range(row * longest, longest).Where(i => real is null || real[i] != 0).Select(i => checked((int)all[i]))])]);
    }

    /// <summary>The labels that are not padding, row by row.</summary>
    public Batch Labels(string name)
    {
        int rows = file.Entry(name).Shape[0], longest = file.Entry(name).Shape[1];
        var all = Ids(name);
        return Batch.Of([.. Enumerable.Range(0, rows).Select(row => (IReadOnlyList<int>)[.. all[(row * longest)..((row + 1) * longest)].Where(label => label >= 0)])]);
    }

    /// <summary>The flat real tokens whose label is asked for, and those labels.</summary>
    public (int[] Asked, int[] Targets) AskedLabels(string name, string mask)
    {
        var real = file.Integers(mask);
        var flat = Ids(name).Where((_, i) => real[i] != 0).ToArray();
        int[] asked = [.. Enumerable.Range(0, flat.Length).Where(token => flat[token] >= 0)];
        return (asked, [.. asked.Select(token => flat[token])]);
    }
}
