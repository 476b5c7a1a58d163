namespace Emend.Proof;

/// <summary>A question that two states of a model answer differently.</summary>
/// <param name="Question">The question.</param>
/// <param name="From">What the first state answers.</param>
/// <param name="To">What the second state answers.</param>
public sealed record StateDifference(Question Question, EditAnswer From, EditAnswer To)
{
    /// <summary>Asks two states the same questions.</summary>
    /// <returns>Those that are answered differently, in their order.</returns>
    public static IReadOnlyList<StateDifference> Between(LanguageModel from, LanguageModel to, IReadOnlyList<Question> questions, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var first = Asker.Ask(from, questions, cancel);
        var second = Asker.Ask(to, questions, cancel);
        return [.. questions.Select((question, i) => new StateDifference(question, first[i], second[i])).Where(difference => difference.From.Answer != difference.To.Answer)];
    }
}
