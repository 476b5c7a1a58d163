using Emend.Generation;

namespace Emend.Evaluation.Metrics.Mquake;

/// <summary>How a multi-hop question is asked so that the model thinks in steps before it answers.</summary>
/// <param name="Demonstrations">Solved examples in front of the question; empty for a model that was trained on the form, as Atlas is.</param>
public sealed record ThoughtPrompt(string Demonstrations = "")
{
    /// <summary>The most tokens of thoughts and answer, unless it is told otherwise.</summary>
    public const int MostTokens = 128;

    /// <summary>A prompt with three solved examples of two steps, for models that were not trained on the form.</summary>
    public static ThoughtPrompt FewShot { get; } = new(
        """
        Question: What is the capital of the country where the Louvre is located? Thoughts: The Louvre is located in France. The capital of France is Paris. Answer: Paris.
        Question: What language is spoken in the country where Lionel Messi was born? Thoughts: Lionel Messi was born in Argentina. The language spoken in Argentina is Spanish. Answer: Spanish.
        Question: On which continent is the country whose capital is Nairobi? Thoughts: Nairobi is the capital of Kenya. Kenya is on the continent of Africa. Answer: Africa.

        """);

    /// <summary>The text that the model continues.</summary>
    public string For(string question) => $"{Demonstrations}Question: {question} Thoughts:";

    /// <summary>The answers of a model to questions; null where its thoughts come to none.</summary>
    public IReadOnlyList<string?> Ask(LanguageModel model, IReadOnlyList<string> questions, int mostTokens = MostTokens, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(questions);
        if (questions.Count == 0)
            return [];
        var options = new GenerationOptions { MaximumTokens = mostTokens, StopStrings = ["\n"] };
        return [.. model.Generate([.. questions.Select(For)], options, cancel: cancel).Select(written => FinalAnswer.OfThoughts(written.Text))];
    }
}
