using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Texts;
using Emend.Proof;

namespace Emend.Evaluation.Runs;

/// <summary>
/// The texts that consistency and essence compare with, made of the model's own facts in place of CounterFact's
/// <c>attribute_snippets.json</c>: one text for each subject, a sentence for each of its facts.
/// </summary>
internal sealed class WritingReferences
{
    private const int MostSubjects = 20;

    private readonly KnownFacts known;
    private readonly ILookup<(string Relation, string Object), string> subjects;

    public WritingReferences(KnownFacts known)
    {
        this.known = known;
        subjects = known.Facts.ToLookup(fact => (fact.Relation, fact.Object), fact => fact.Subject);
        Weights = TermWeights.Fit(known.Facts.Select(fact => fact.Subject).Distinct(StringComparer.Ordinal).Select(subject => About(subject, null)));
    }

    /// <summary>The weights of terms, fitted on all texts.</summary>
    public TermWeights Weights { get; }

    /// <summary>The texts for a case: about subjects that truly have the new object, and true ones about the edited subject.</summary>
    public (IReadOnlyList<string> OfObject, IReadOnlyList<string> OfSubject) For(EditCase one)
    {
        if (one.Edits is not [{ Subject: { } subject, Relation: { } relation, TargetNew: { } target }, ..])
            return ([], []);
        var own = About(subject, relation);
        return ([.. subjects[(relation, target.Text)].Where(other => other != subject).Take(MostSubjects).Select(other => About(other, null))], own.Length == 0 ? [] : [own]);
    }

    private string About(string subject, string? without) =>
        string.Join(' ', known.About(subject).Where(fact => fact.Relation != without).Select(fact => $"{known.Prompt(fact)} {fact.Object}."));
}
