using Emend.Generation;
using Emend.Proof;

namespace Emend.Evaluation.Metrics.FreeRunning;

/// <summary>
/// Lets a model answer by itself: greedy decoding until the text ends or a line does. The right answer has no part in how
/// long it writes (Yang et al. 2025, "The Mirage of Model Editing").
/// </summary>
public static class FreeAnswers
{
    /// <summary>The most tokens of an answer, unless it is told otherwise.</summary>
    public const int MostTokens = 48;

    /// <summary>What a model writes after each prompt.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">The questions; spaces at their ends are left out, since the model writes them itself.</param>
    /// <param name="mostTokens">Where an answer is cut that comes to no end.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<string> Of(LanguageModel model, IReadOnlyList<string> prompts, int mostTokens = MostTokens, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        if (prompts.Count == 0)
            return [];
        var options = new GenerationOptions { MaximumTokens = mostTokens, StopStrings = ["\n"] };
        return [.. model.Generate([.. prompts.Select(prompt => prompt.TrimEnd(' '))], options, cancel: cancel).Select(generated => generated.Text)];
    }

    /// <summary>
    /// The first answer in what a model wrote: its first sentence. A full stop inside an accepted answer ends none; one at
    /// the answer's end does where a capital letter follows (<c>Washington, D.C. It lies …</c>).
    /// </summary>
    public static string First(string written, params IReadOnlyCollection<string> accepted)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(accepted);
        var text = written.TrimStart();
        var given = accepted.Where(answer => AnswerText.Matches(text, answer)).Select(answer => answer.Trim()).MaxBy(answer => answer.Length) ?? "";
        return given.EndsWith('.') && text.AsSpan(given.Length).TrimStart() is [var next, ..] && char.IsUpper(next) ? given : AnswerText.Cut(text, given);
    }
}
