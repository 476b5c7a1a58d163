namespace Emend.Pretraining;

/// <summary>Writes documents that state facts, sometimes behind a neutral or a broken-off sentence.</summary>
internal sealed class StatementWriter(Phrasing phrasing, CorpusRecipe recipe)
{
    private const int LongestFragment = 9; // words

    private WorldSplit Split => phrasing.Split;

    /// <summary>A document about these facts, or about everything known of the subject of the first.</summary>
    public string Write(RandomStream random, ReadOnlySpan<KnownFact> facts)
    {
        KnownFact[] told = [.. facts];
        if (told.Length > 1 && Split.World.About(told[0].Subject) is { Count: > 1 } own && random.Chance(recipe.SameSubjectShare))
            told = random.Sample(own, 4);
        var sentences = told.Select(fact => phrasing.Statement(random, fact)).ToList();
        var choice = random.Unit();
        if (choice < recipe.FillerShare && Split.TrainingFillers.Count > 0)
            sentences.Insert(0, random.Choose(Split.TrainingFillers));
        else if (choice < recipe.FillerShare + recipe.FragmentShare)
            sentences.Insert(0, Fragment(random));
        return string.Join(' ', sentences);
    }

    private string Fragment(RandomStream random)
    {
        var fillers = Split.TrainingFillers;
        var sentence = fillers.Count == 0 || random.Chance(0.7)
            ? phrasing.Statement(random, random.Choose(Split.World.Facts))
            : random.Choose(fillers);
        var words = sentence.TrimEnd('.').Split(' ');
        return string.Join(' ', words[..(1 + random.Below(Math.Min(words.Length, LongestFragment)))]) + ".";
    }
}
