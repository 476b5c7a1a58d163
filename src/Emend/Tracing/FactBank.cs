using System.Text.Json;
using Emend.Models;
using Emend.Proof;

namespace Emend.Tracing;

/// <summary>Facts to trace over, and the subjects whose embeddings tell how strong noise is.</summary>
/// <param name="Name">What the facts are called.</param>
/// <param name="Facts">The facts.</param>
public sealed record FactBank(string Name, IReadOnlyList<TracedFact> Facts)
{
    /// <summary>The name of the facts that GPT-2 XL was found to know (Meng et al. 2022, §2.2).</summary>
    public const string KnownThousand = "known_1000";

    private const long LargestFile = 64 << 20;
    private const string KnownSource = "known";

    /// <summary>The subject of every fact.</summary>
    public IEnumerable<string> Subjects => Facts.Select(fact => fact.Subject);

    /// <summary>The facts that stand beside a model, or else those that come with the bundled model, in their relations' usual words.</summary>
    /// <param name="model">The model.</param>
    /// <param name="onlyKnownThousand">Whether only the facts that are also in known_1000 are taken.</param>
    /// <exception cref="FileNotFoundException">There are no such facts.</exception>
    public static FactBank Of(LanguageModel model, bool onlyKnownThousand = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        var known = KnownFacts.Beside(model) ?? (BundledModel.Find("atlas") is { } folder ? KnownFacts.In(folder) : null)
            ?? throw new FileNotFoundException($"There are no facts beside {model.Name}, nor the bundled ones: name a file of facts.");
        var facts = known.Facts.Where(fact => !onlyKnownThousand || fact.Source.Split('+').Contains(KnownSource))
            .Select(fact => new TracedFact(known.Prompt(fact), fact.Subject, fact.Object));
        return new FactBank(onlyKnownThousand ? KnownThousand : "facts", [.. facts]);
    }

    /// <summary>Reads facts as kmeng01/rome publishes them, <c>known_1000.json</c>: a JSON array of objects with prompt, subject and attribute.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is malformed; the message names the entry.</exception>
    public static FactBank Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"There is no file of facts {path}.", path);
        if (file.Length > LargestFile)
            throw new InvalidDataException($"{path} is larger than {LargestFile >> 20} MB, too large for a file of facts.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.GetArrayLength() > 0
                ? new FactBank(Path.GetFileNameWithoutExtension(path), [.. document.RootElement.EnumerateArray().Select((entry, i) => Fact(path, entry, i))])
                : throw new InvalidDataException($"{path} is no list of facts: it must be a JSON array of objects with prompt, subject and attribute.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is not valid JSON: {error.Message}", error);
        }
    }

    private static TracedFact Fact(string path, JsonElement entry, int number)
    {
        var fact = new TracedFact(Text("prompt"), Text("subject"), Text("attribute"));
        return fact.Prompt.Contains(fact.Subject, StringComparison.Ordinal)
            ? fact
            : throw new InvalidDataException($"{path}: the subject of entry {number}, \"{fact.Subject}\", does not stand in its prompt \"{fact.Prompt}\".");

        string Text(string field) =>
            entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
                ? text
                : throw new InvalidDataException($"{path}: entry {number} has no text in the field {field}.");
    }
}
