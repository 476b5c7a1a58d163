using Emend.Evaluation.Cases;
using Emend.Proof;

namespace Emend.Evaluation.Runs;

/// <summary>The perplexity of the states of a run on one and the same text, in which none of the edited subjects occurs.</summary>
internal sealed class FixedPerplexity
{
    private const int Sentences = 12;

    private readonly FixedText text;

    /// <summary>Chooses the text.</summary>
    /// <param name="model">The unedited model.</param>
    /// <param name="cases">The cases of the run.</param>
    /// <param name="count">How many cases there are.</param>
    public FixedPerplexity(LanguageModel model, IEnumerable<EditCase> cases, out int count)
    {
        var known = KnownFacts.Beside(model);
        var names = known?.Facts.SelectMany(fact => new[] { fact.Subject, fact.Object }).ToHashSet(StringComparer.Ordinal) ?? [];
        var edited = new HashSet<string>(StringComparer.Ordinal);
        count = 0;
        foreach (var one in cases)
        {
            count++;
            edited.UnionWith(one.Edits.Select(edit => edit.Subject!).Where(names.Contains));
        }

        text = FixedText.For(model, known, edited, Sentences);
        Unedited = Of(model, CancellationToken.None) ?? double.NaN;
    }

    /// <summary>What the text is.</summary>
    public string Text => text.Name;

    /// <summary>The unedited model's perplexity.</summary>
    public double Unedited { get; }

    /// <summary>A state's perplexity; null if it is not a finite number.</summary>
    public double? Of(LanguageModel state, CancellationToken cancel) => text.Perplexity(state, cancel) is var value && double.IsFinite(value) ? value : null;
}
