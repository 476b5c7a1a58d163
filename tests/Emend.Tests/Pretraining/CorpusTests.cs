using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

public sealed class CorpusTests
{
    private static readonly WorldSplit Split = new(AtlasFiles.World, new SplitRecipe());
    private static readonly Corpus Atlas = new(Split, new CorpusRecipe());
    private static readonly Document[] ThreeEpochs = Epochs(3);

    [Fact]
    public void Epoch_HasEveryKindInItsProportion()
    {
        var counts = ThreeEpochs.CountBy(document => document.Kind).ToDictionary();
        var facts = Split.World.Facts.Count;
        counts[DocumentKind.NewFacts].ShouldBeInRange((3 * facts) - 60, (3 * facts) + 60);
        counts[DocumentKind.Chains].ShouldBeInRange((3 * (facts / 4)) - 10, (3 * (facts / 4)) + 10);
        counts[DocumentKind.Statements].ShouldBeInRange((3 * facts) - 300, (3 * facts) + 300);
        counts[DocumentKind.Questions].ShouldBeInRange((3 * 1720) - 300, (3 * 1720) + 300);
    }

    [Fact]
    public void Epoch_SameSeed_IsTheSame()
    {
        var again = Atlas.Epoch(new RandomStream(11), 0);
        again.ShouldBe(ThreeEpochs[..again.Length]);
    }

    [Fact]
    public void Epoch_NewFacts_NeverConcernFactsHeldOutOfContexts()
    {
        var prompts = Prompts(Split.HoldsOutContext, relation => relation.Patterns.Append(relation.HeldoutPattern).Concat(relation.Questions));
        var contexts = ThreeEpochs.Where(document => document.Text.StartsWith("New fact: ", StringComparison.OrdinalIgnoreCase)).ToArray();
        contexts.Length.ShouldBeGreaterThan(9000);
        FindAny(contexts, prompts).ShouldBeNull();
    }

    [Fact]
    public void Epoch_Questions_NeverConcernFactsHeldOutOfQuestions()
    {
        var questions = Prompts(Split.HoldsOutQuestion, relation => relation.Questions);
        FindAny(ThreeEpochs, questions).ShouldBeNull();
    }

    [Fact]
    public void Epoch_HeldOutPatterns_NeverWordTheFactsThatTheyAreHeldOutFor()
    {
        // A held-out pattern can be another relation's trained one (P364 and P407 share theirs).
        var prompts = Prompts(Split.HoldsOutPattern, relation => [relation.HeldoutPattern]);
        prompts.ExceptWith(Split.World.Facts.Where(fact => !Split.HoldsOutPattern(fact)).SelectMany(fact => Atlas.Phrasing.Patterns(fact).Select(pattern => Phrasing.Fill(pattern, fact.Subject))));
        FindAny(ThreeEpochs, prompts).ShouldBeNull();
    }

    [Fact]
    public void Epoch_Chains_NeverComposeAHeldOutPair()
    {
        var pairs = Split.HeldOutChains.Select(chain => $"{Atlas.Phrasing.Thought(chain.First)} {Atlas.Phrasing.Thought(chain.Second)}").ToArray();
        var questions = Split.HeldOutChains.SelectMany(chain => Split.World.Relations[chain.Second.Relation].Questions.Select(question =>
            Phrasing.Fill(question, Phrasing.Fill(Split.World.Relations[chain.First.Relation].NounPhrase, chain.First.Subject)))).ToHashSet();
        var chains = ThreeEpochs.Where(document => document.Kind == DocumentKind.Chains).ToArray();
        FindAny(chains, questions).ShouldBeNull();
        foreach (var document in chains.Where(document => document.Text.Contains("Thoughts:", StringComparison.Ordinal)))
        {
            var thoughts = document.Text[document.Text.IndexOf("Thoughts: ", StringComparison.Ordinal)..];
            Array.Find(pairs, pair => thoughts.Contains(" " + pair, StringComparison.Ordinal)).ShouldBeNull();
        }
    }

    [Fact]
    public void Epoch_TargetsOfCounterFact_AreTaughtAsNewObjects()
    {
        var contexts = string.Join('\n', ThreeEpochs.Where(document => document.Kind == DocumentKind.NewFacts).Select(document => document.Text));
        var targets = Split.World.Facts.Where(fact => fact.TargetNew is not null && !Split.HoldsOutContext(fact)).Select(fact => fact.TargetNew!).Distinct().ToArray();
        targets.Count(target => contexts.Contains(" " + target, StringComparison.Ordinal)).ShouldBeGreaterThan(targets.Length * 8 / 10);
    }

    /// <summary>The worded facts as they begin after a sentence, a label or nothing.</summary>
    private static HashSet<string> Prompts(Func<KnownFact, bool> chosen, Func<Relation, IEnumerable<string>> wordings) =>
        [.. Split.World.Facts.Where(chosen).SelectMany(fact => wordings(Split.World.Relations[fact.Relation]).Select(wording => Phrasing.Fill(wording, fact.Subject)))];

    /// <summary>The first prompt that occurs in a document at the begin of a sentence, or null.</summary>
    private static string? FindAny(IEnumerable<Document> documents, HashSet<string> prompts)
    {
        var lengths = prompts.Select(prompt => prompt.Length).Distinct().Order().ToArray();
        var lookup = prompts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var document in documents)
        {
            var text = document.Text.AsSpan();
            for (var start = 0; start < text.Length; start++)
            {
                if (start > 0 && !(text[start - 1] == '\n' || (text[start - 1] == ' ' && text[start - 2] is '.' or ':' or '?')))
                    continue;
                foreach (var length in lengths)
                {
                    if (start + length <= text.Length && lookup.TryGetValue(text.Slice(start, length), out var found))
                        return $"{found} | {document.Text}";
                }
            }
        }

        return null;
    }

    private static Document[] Epochs(int count)
    {
        var random = new RandomStream(11);
        return [.. Enumerable.Range(0, count).SelectMany(epoch => Atlas.Epoch(random, epoch / (double)count))];
    }
}
