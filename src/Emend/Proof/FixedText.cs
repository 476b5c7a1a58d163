using Emend.Generation;

namespace Emend.Proof;

/// <summary>Text that stays the same, on which the perplexity of a model before and after an edit is compared.</summary>
internal sealed class FixedText
{
    private const int UsualSentences = 40;

    // for models of which no facts are known
    private static readonly string[] Plain =
    [
        "The river runs through the middle of the town and under two old stone bridges.",
        "In the morning the market opens early, and by noon most of the bread has been sold.",
        "She opened the letter, read it twice, and put it back into the drawer without a word.",
        "Water boils at a lower temperature in the mountains, because the air presses less on it.",
        "The train was late again, so we walked along the platform and talked about the summer.",
        "A good tool does one thing well and tells you clearly when it cannot do it.",
        "The committee met on Tuesday and decided to repair the roof before the winter.",
        "Most birds leave the valley in autumn, but a few stay and live on seeds and berries.",
    ];

    private readonly List<ScoreQuery> queries;

    private FixedText(List<ScoreQuery> queries, string name)
    {
        this.queries = queries;
        Name = name;
    }

    /// <summary>The tokens of each sentence.</summary>
    public int[][] Rows => [.. queries.Select(query => (int[])[.. query.Prompt, .. query.Continuations[0]])];

    /// <summary>What the text is, for people.</summary>
    public string Name { get; }

    /// <summary>Known facts at even distances, none about the edited subjects; or a few plain sentences.</summary>
    public static FixedText For(LanguageModel model, KnownFacts? known, IReadOnlyCollection<string> subjects, int sentences = UsualSentences)
    {
        var facts = known?.Facts.Where(fact => !subjects.Contains(fact.Subject) && !subjects.Contains(fact.Object)).ToList() ?? [];
        var step = Math.Max(1, facts.Count / sentences);
        IReadOnlyList<string> texts = facts.Count == 0
            ? Plain
            : [.. facts.Where((_, i) => i % step == 0).Take(sentences).Select(fact => $"{known!.Prompt(fact)} {fact.Object}.")];
        var queries = new List<ScoreQuery>();
        foreach (var text in texts)
        {
            var ids = model.Tokenizer.Encode(text, special: true).Ids;
            var length = Math.Min(ids.Length, model.Architecture.Context);
            if (length > 1)
                queries.Add(new ScoreQuery(ids[..1], [ids[1..length]]));
        }

        return new FixedText(queries, facts.Count == 0 ? $"{queries.Count} plain sentences" : $"{queries.Count} sentences of known facts");
    }

    /// <summary>The perplexity: the exponential of the mean cross-entropy of all tokens after the first of each sentence.</summary>
    public double Perplexity(LanguageModel model, CancellationToken cancel)
    {
        var scored = model.Score(queries, cancel);
        return Math.Exp(-scored.Sum(one => one[0].Sum) / scored.Sum(one => one[0].Ids.Count));
    }
}
