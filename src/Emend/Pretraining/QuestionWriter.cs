namespace Emend.Pretraining;

/// <summary>Writes documents that ask for facts and answer.</summary>
internal sealed class QuestionWriter(Phrasing phrasing)
{
    /// <summary>One line for each fact; none of them may be held out of questions.</summary>
    public string Write(RandomStream random, ReadOnlySpan<KnownFact> facts)
    {
        var lines = new string[facts.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var question = phrasing.Question(random, facts[i]);
            lines[i] = random.Chance(0.6) ? $"Question: {question} Answer: {facts[i].Object}." : $"{question} {facts[i].Object}.";
        }

        return string.Join('\n', lines);
    }
}
