namespace Emend.Pretraining;

/// <summary>Makes the training text, afresh for each epoch.</summary>
internal sealed class Corpus
{
    private readonly WorldSplit split;
    private readonly CorpusRecipe recipe;
    private readonly StatementWriter statements;
    private readonly QuestionWriter questions;
    private readonly NewFactWriter newFacts;
    private readonly ChainWriter chains;

    public Corpus(WorldSplit split, CorpusRecipe recipe)
    {
        this.split = split;
        this.recipe = recipe;
        Phrasing = new Phrasing(split, recipe.TargetNewShare);
        statements = new StatementWriter(Phrasing, recipe);
        questions = new QuestionWriter(Phrasing);
        newFacts = new NewFactWriter(Phrasing);
        chains = new ChainWriter(Phrasing, newFacts);
    }

    public Phrasing Phrasing { get; }

    public World World => split.World;

    /// <summary>The documents of one epoch in random order.</summary>
    /// <param name="random">Where all choices come from.</param>
    /// <param name="progress">How far training is, from 0 to 1.</param>
    public Document[] Epoch(RandomStream random, double progress)
    {
        var documents = new List<Document>();
        var facts = split.World.Facts.ToArray();
        for (var repeat = 0; repeat < recipe.StatementRepeats; repeat++)
            InGroups(random, facts, [1, 1, 1, 2, 3, 4], group => Add(DocumentKind.Statements, statements.Write(random, group)));
        var asked = facts.Where(fact => !split.HoldsOutQuestion(fact)).ToArray();
        InGroups(random, asked, [1, 1, 2], group => Add(DocumentKind.Questions, questions.Write(random, group)));

        var relevantShare = progress < recipe.LateFrom ? recipe.RelevantShare : recipe.RelevantShareLate;
        var withNewFacts = newFacts.CanWrite ? (int)(facts.Length * recipe.NewFactDocuments) : 0;
        for (var i = 0; i < withNewFacts; i++)
        {
            if (newFacts.Write(random, relevantShare) is { } text)
                Add(DocumentKind.NewFacts, text);
        }

        var composed = chains.CanWrite ? (int)(facts.Length * recipe.ChainDocuments) : 0;
        for (var i = 0; i < composed; i++)
            Add(DocumentKind.Chains, chains.Write(random));

        var all = documents.ToArray();
        random.Shuffle<Document>(all);
        return all;

        void Add(DocumentKind kind, string text) => documents.Add(new Document(kind, text));
    }

    private delegate void Group(ReadOnlySpan<KnownFact> facts);

    private static void InGroups(RandomStream random, KnownFact[] facts, int[] sizes, Group write)
    {
        random.Shuffle<KnownFact>(facts);
        for (var start = 0; start < facts.Length;)
        {
            var size = Math.Min(random.Choose(sizes), facts.Length - start);
            write(facts.AsSpan(start, size));
            start += size;
        }
    }
}
