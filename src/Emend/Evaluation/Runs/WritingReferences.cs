using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;
using Emend.Evaluation.Metrics.Texts;
using Emend.Proof;

namespace Emend.Evaluation.Runs;

/// <summary>The texts that consistency and essence compare with.</summary>
internal sealed class WritingReferences
{
    private const int MostSubjects = 20;

    private readonly Func<EditCase, (IReadOnlyList<string> OfObject, IReadOnlyList<string> OfSubject)> find;

    private WritingReferences(TermWeights weights, Func<EditCase, (IReadOnlyList<string> OfObject, IReadOnlyList<string> OfSubject)> find) => (Weights, this.find) = (weights, find);

    /// <summary>The weights of terms, fitted on all texts.</summary>
    public TermWeights Weights { get; }

    /// <summary>The published texts.</summary>
    public static WritingReferences Of(AttributeSnippets snippets) => new(snippets.Weights, snippets.For);

    /// <summary>In their place, texts made of the model's own facts: one for each subject, a sentence for each of its facts.</summary>
    public static WritingReferences Of(KnownFacts known)
    {
        var subjects = known.Facts.ToLookup(fact => (fact.Relation, fact.Object), fact => fact.Subject);
        return new WritingReferences(TermWeights.Fit(known.Facts.Select(fact => fact.Subject).Distinct(StringComparer.Ordinal).Select(subject => About(subject, null))), For);

        (IReadOnlyList<string> OfObject, IReadOnlyList<string> OfSubject) For(EditCase one)
        {
            if (one.Edits is not [{ Subject: { } subject, Relation: { } relation, TargetNew: { } target }, ..])
                return ([], []);
            var own = About(subject, relation);
            return ([.. subjects[(relation, target.Text)].Where(other => other != subject).Take(MostSubjects).Select(other => About(other, null))], own.Length == 0 ? [] : [own]);
        }

        string About(string subject, string? without) =>
            string.Join(' ', known.About(subject).Where(fact => fact.Relation != without).Select(fact => $"{known.Prompt(fact)} {fact.Object}."));
    }

    /// <summary>The texts for a case: about subjects that truly have the new object, and about the edited subject.</summary>
    public (IReadOnlyList<string> OfObject, IReadOnlyList<string> OfSubject) For(EditCase one) => find(one);
}
