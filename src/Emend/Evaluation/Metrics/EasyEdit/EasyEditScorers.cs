using Emend.Evaluation.Metrics.Distributions;
using Emend.Evaluation.Metrics.Matching;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Generation;

namespace Emend.Evaluation.Metrics.EasyEdit;

/// <summary>EasyEdit's other scorers (evaluate_utils.py), as they compute, weaknesses included; each says which.</summary>
public static class EasyEditScorers
{
    /// <summary>The threshold of probability that <see cref="ShareAbove"/> takes in EasyEdit.</summary>
    public const double PublishedThreshold = 0.8;

    private const int PublishedTokens = 512;

    /// <summary>The perplexity of answers after their prompts, over all their tokens together (<c>PPL</c>).</summary>
    public static double Perplexity(LanguageModel model, IReadOnlyList<ForcedQuery> queries, CancellationToken cancel = default)
    {
        Scored[] answers = [.. TeacherForcing.Score(model, queries, cancel: cancel).SelectMany(scored => scored)];
        return Math.Exp(-answers.Sum(answer => answer.Sum) / answers.Sum(answer => answer.Ids.Count));
    }

    /// <summary>
    /// The share of a text's predicted tokens that are more probable than a threshold (<c>OOD_PPL</c>). EasyEdit's target has
    /// no part in it.
    /// </summary>
    public static double ShareAbove(LanguageModel model, string text, double threshold = PublishedThreshold, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        var scores = TextScores.Of(model, [text], cancel: cancel)[0].LogProbabilities;
        return scores.Count == 0 ? double.NaN : scores.Average(log => -log < -Math.Log(threshold) ? 1.0 : 0);
    }

    /// <summary>
    /// As many tokens as the answer has, written greedily (<c>vanilla_generation</c>). Where the model ends the text earlier,
    /// EasyEdit reads the prompt's last tokens instead of the missing ones.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The question.</param>
    /// <param name="length">How many tokens the answer has.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<int> VanillaTokens(LanguageModel model, string prompt, int length, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var batch = model.Tokenize(prompt);
        var written = model.Generate(batch, new GenerationOptions { MaximumTokens = length }, cancel: cancel)[0];
        int[] all = [.. batch.Row(0), .. written.Ids];
        return all[^Math.Min(length, all.Length)..];
    }

    /// <summary>
    /// The share of tokens that <see cref="VanillaTokens"/> has right. EasyEdit compares with the answer without its leading
    /// space, which byte-level tokenizers cut otherwise: about 0 for GPT-2.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The question.</param>
    /// <param name="answer">The answer as it is to be tokenized, with or without a leading space.</param>
    /// <param name="cancel">Stops the work.</param>
    public static double VanillaMatch(LanguageModel model, string prompt, string answer, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var ids = model.Tokenizer.Encode(answer).Ids;
        return TokenAccuracy.Matching(ids, VanillaTokens(model, prompt, ids.Length, cancel));
    }

    /// <summary>What a model writes up to a full stop, the end of the line or of the text, without the stop (<c>llm_judge</c>'s and exact match's answer).</summary>
    public static IReadOnlyList<string> Generated(LanguageModel model, IReadOnlyList<string> prompts, int mostTokens = PublishedTokens, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var options = new GenerationOptions { MaximumTokens = mostTokens, StopStrings = [".", "\n"] };
        return [.. model.Generate(prompts, options, cancel: cancel).Select(written => written.Text)];
    }

    /// <summary>Whether a written answer is the right one after SQuAD's normalization (<c>exact_match_score</c>).</summary>
    public static bool IsExact(string written, string answer) => AnswerMatch.IsExact(written, answer);

    /// <summary>
    /// In-context editing's accuracy (<c>icl_lm_eval</c>): the share of the answer's tokens that are most probable after the
    /// demonstrations and the prompt.
    /// </summary>
    public static Scored InContext(LanguageModel model, IEnumerable<string> demonstrations, string prompt, string answer, CancellationToken cancel = default) =>
        TeacherForcing.Score(model, [new ForcedQuery(string.Concat(demonstrations) + prompt, answer)], cancel: cancel)[0][0];
}
