using System.Text.Json;
using Emend.Editing;
using Emend.Pretraining;

namespace Emend.Proof;

/// <summary>
/// The facts that a model is known to have been taught, and how they are worded: <c>facts.jsonl</c> and
/// <c>relations.json</c> beside the model. They are what an edit is checked against.
/// </summary>
public sealed class KnownFacts
{
    private const string FactsFile = "facts.jsonl";
    private const string RelationsFile = "relations.json";
    private const string FillersFile = "fillers.json";

    private readonly ILookup<string, KnownFact> bySubject;
    private readonly ILookup<string, KnownFact> byRelation;

    /// <summary>Facts of one's own.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="relations">How the facts of each relation are worded.</param>
    /// <param name="fillers">Sentences that say nothing about any subject.</param>
    public KnownFacts(IReadOnlyList<KnownFact> facts, IReadOnlyDictionary<string, Relation> relations, IReadOnlyList<string> fillers)
    {
        Facts = facts;
        Relations = relations;
        Fillers = fillers;
        bySubject = facts.ToLookup(fact => fact.Subject, StringComparer.Ordinal);
        byRelation = facts.ToLookup(fact => fact.Relation, StringComparer.Ordinal);
    }

    /// <summary>All facts.</summary>
    public IReadOnlyList<KnownFact> Facts { get; }

    /// <summary>How the facts of each relation are worded.</summary>
    public IReadOnlyDictionary<string, Relation> Relations { get; }

    /// <summary>Sentences that say nothing about any subject; may be empty.</summary>
    public IReadOnlyList<string> Fillers { get; }

    /// <summary>The facts beside a model, or null if there are none.</summary>
    /// <exception cref="InvalidDataException">A file is malformed; the message names it.</exception>
    public static KnownFacts? Beside(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return In(model.Folder);
    }

    /// <summary>The facts in a model's folder, or null if there are none.</summary>
    internal static KnownFacts? In(string folder)
    {
        var (facts, relations) = (Path.Combine(folder, FactsFile), Path.Combine(folder, RelationsFile));
        if (!File.Exists(facts) || !File.Exists(relations))
            return null;
        var fillers = Path.Combine(folder, FillersFile);
        var known = new KnownFacts(
            [.. File.ReadLines(facts).Select((line, i) => Parse($"{facts}, line {i + 1}", () => JsonSerializer.Deserialize(line, WorldJson.Default.KnownFact)))],
            Parse(relations, () => JsonSerializer.Deserialize(File.ReadAllBytes(relations), WorldJson.Default.DictionaryStringRelation)),
            File.Exists(fillers) ? Parse(fillers, () => JsonSerializer.Deserialize(File.ReadAllBytes(fillers), WorldJson.Default.ListString)) : []);
        return known.Facts.FirstOrDefault(fact => !known.Relations.ContainsKey(fact.Relation)) is { } stray
            ? throw new InvalidDataException($"{facts} has a fact of the relation {stray.Relation}, which {relations} does not word.")
            : known;
    }

    /// <summary>All facts about a subject.</summary>
    public IEnumerable<KnownFact> About(string subject) => bySubject[subject];

    /// <summary>All facts of a relation.</summary>
    public IEnumerable<KnownFact> OfRelation(string relation) => byRelation[relation];

    /// <summary>The usual way to ask for a fact, up to the answer.</summary>
    public string Prompt(KnownFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return Fill(Relations[fact.Relation].Patterns[0], fact.Subject);
    }

    /// <summary>The model's probes: everything known about some subjects, and other facts at even distances.</summary>
    /// <param name="subjects">The subjects of interest.</param>
    /// <param name="others">How many other facts.</param>
    public IReadOnlyList<Question> Probes(IReadOnlySet<string> subjects, int others)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        var step = Math.Max(1, Facts.Count / Math.Max(1, others));
        return [.. Facts
            .Where((fact, i) => i % step == 0 || subjects.Contains(fact.Subject))
            .Select(fact => new Question(QuestionKind.KnownFact, Prompt(fact), fact.Object))];
    }

    /// <summary>All wordings of a relation that end where the answer begins, questions last; <c>{}</c> stands for the subject.</summary>
    public IEnumerable<string> Wordings(string relation) =>
        Relations[relation].Patterns.Append(Relations[relation].HeldoutPattern).Concat(Relations[relation].Questions);

    /// <summary>
    /// The relation that a request is about, or null if none is known: the one that words it so, of several the one of
    /// which the subject has a fact; if no wording fits, the one in which the subject's known answer is the true one.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="truth">What the model answers so far.</param>
    public string? RelationOf(EditRequest request, string truth)
    {
        ArgumentNullException.ThrowIfNull(request);
        var about = About(request.Subject).ToList();
        var worded = Relations.Keys.Where(relation => Wordings(relation).Contains(request.Prompt)).ToList();
        var own = about.Where(fact => worded.Contains(fact.Relation) || fact.CfTemplate == request.Prompt).ToList();
        return own.Find(fact => AnswerText.Matches(truth, fact.Object))?.Relation
            ?? own.FirstOrDefault()?.Relation
            ?? worded.FirstOrDefault()
            ?? about.Find(fact => fact.Object == request.TrueTarget || AnswerText.Matches(truth, fact.Object))?.Relation;
    }

    internal static string Fill(string pattern, string subject) => pattern.Replace("{}", subject, StringComparison.Ordinal);

    private static T Parse<T>(string where, Func<T?> read)
    {
        try
        {
            return read() ?? throw new InvalidDataException($"{where} holds null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{where} is malformed: {error.Message}", error);
        }
    }
}
