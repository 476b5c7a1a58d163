using Emend.Evaluation.Metrics.Scoring;
using Emend.Generation;

namespace Emend.Evaluation.Metrics.ZsRe;

/// <summary>
/// memit's accuracy for zsRE (eval_utils_zsre.py): for every token of the answer, whether it is the most probable one after
/// the prompt and the right tokens before it.
/// </summary>
public static class ZsReScorer
{
    /// <summary>Whether each token of the answer is predicted, decided on token ids.</summary>
    /// <param name="model">The model.</param>
    /// <param name="queries">The prompts and their answers, which are joined by a space.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>For each query, for each answer, one flag for each of its tokens.</returns>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<bool>>> ByTokens(LanguageModel model, IReadOnlyList<ForcedQuery> queries, CancellationToken cancel = default) =>
        [.. TeacherForcing.Score(model, queries, cancel: cancel).Select(answers => answers.Select(Flags).ToArray())];

    /// <summary>
    /// The reference's own way, on text: the context is the prompt with the decoded tokens so far, tokenized again, and the
    /// token looked for is the first one of the decoded token tokenized again. A token that is half a UTF-8 character
    /// becomes U+FFFD and is practically never found.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="queries">The prompts and their answers, which are joined by a space.</param>
    /// <param name="keepsBeginning">
    /// Whether the beginning-of-text token that the tokenizer adds counts as the answer's first token, and stands in every context behind
    /// the prompt, as in jianghoucheng/AlphaEdit's specificity on Llama (dsets/zsre.py): one token of each answer is then never right.
    /// </param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>For each query, for each answer, one flag for each of its tokens.</returns>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<bool>>> ByText(
        LanguageModel model, IReadOnlyList<ForcedQuery> queries, bool keepsBeginning = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(queries);
        var (tokenizer, asked) = (model.Tokenizer, new List<ScoreQuery>());
        foreach (var query in queries)
        {
            foreach (var target in query.Targets)
                asked.AddRange(Steps(query.Prompt, target));
        }

        var scored = new Queue<IReadOnlyList<Scored>>(model.Score(asked, cancel));
        return [.. queries.Select(query => query.Targets.Select(target =>
            Answer(target).Select(_ => scored.Dequeue()[0].IsBest).ToArray()).ToArray())];

        int[] Answer(string target)
        {
            var ids = tokenizer.Encode(" " + target).Ids;
            return keepsBeginning && tokenizer.Encode(" " + target, special: true).Ids is [var first, ..] && first == tokenizer.Special.Beginning && ids[0] != first ? [first, .. ids] : ids;
        }

        IEnumerable<ScoreQuery> Steps(string prompt, string target)
        {
            var ids = Answer(target);
            for (var i = 0; i < ids.Length; i++)
            {
                var piece = tokenizer.Encode(tokenizer.Decode([ids[i]], skipSpecial: false)).Ids;
                var context = tokenizer.Encode(prompt + tokenizer.Decode(ids[..i], skipSpecial: false), special: true).Ids;
                yield return new ScoreQuery(context, [[piece.Length > 0 ? piece[0] : ids[i]]]);
            }
        }
    }

    private static bool[] Flags(Scored scored) => [.. scored.Ids.Zip(scored.Best, (id, best) => id == best)];
}
