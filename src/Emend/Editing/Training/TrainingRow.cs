using Emend.Editing.Values;

namespace Emend.Editing.Training;

/// <summary>One row that a model is trained on.</summary>
/// <param name="Source">What an encoder reads; null where the decoder reads the prompt itself.</param>
/// <param name="Tokens">What the decoder reads.</param>
/// <param name="Predictions">The positions whose predictions are trained and the tokens that they shall predict.</param>
internal sealed record TrainingRow(int[]? Source, int[] Tokens, IReadOnlyList<(int Position, int Target)> Predictions)
{
    /// <summary>Makes a request's row.</summary>
    /// <exception cref="FormatException">The request cannot be tokenized, or is longer than the context.</exception>
    public static TrainingRow Of(LanguageModel model, EditRequest request, TrainingObjective objective, TargetTokens targets = TargetTokens.Plain)
    {
        request.Checked();
        var prompt = model.Tokenizer.Encode(request.Text, special: true).Ids;
        var target = targets == TargetTokens.EasyEdit
            ? model.Tokenizer.Encode(request.SpacedTarget, special: true).Ids
            : RewritePrompts.TargetTokens(model.Tokenizer, request);
        var row = model.HasEncoder ? Written(model, prompt, target)
            : objective == TrainingObjective.TargetNew ? Forced([], prompt, target) with { Source = null }
            : new TrainingRow(null, prompt, [.. target.Select(token => (prompt.Length - 1, token))]);
        return row.Checked(model, request);
    }

    /// <summary>Every token of a text after its first, given those before it.</summary>
    public static TrainingRow OfText(LanguageModel model, string text)
    {
        var ids = model.Tokenizer.Encode(text, special: true).Ids;
        var tokens = ids.AsSpan(0, Math.Min(ids.Length, model.Architecture.Context)).ToArray();
        return new TrainingRow(null, tokens, [.. Enumerable.Range(0, tokens.Length).Select(i => (i, i + 1 < tokens.Length ? tokens[i + 1] : tokens[i]))]);
    }

    /// <summary>Rows whose targets are filled up to the longest, unless the token that fills them up counts as unknown and is left out.</summary>
    public static IReadOnlyList<TrainingRow> FilledUp(LanguageModel model, IReadOnlyList<TrainingRow> rows)
    {
        var special = model.Tokenizer.Special;
        if (special.End is not { } end || special.Unknown == end)
            return rows;
        var longest = rows.Max(row => row.Predictions.Count);
        return [.. rows.Select(row => row with { Predictions = [.. row.Predictions, .. Enumerable.Repeat((row.Predictions[^1].Position, end), longest - row.Predictions.Count)] })];
    }

    /// <summary>The encoder reads the prompt, the decoder writes the target and ends.</summary>
    private static TrainingRow Written(LanguageModel model, int[] prompt, int[] target)
    {
        var end = model.Tokenizer.Special.End ?? (model.Architecture.EndTokens is [var first, ..] ? first : null as int?);
        return Forced(prompt, [model.Architecture.StartToken], end is { } id ? [.. target, id] : target);
    }

    private static TrainingRow Forced(int[] source, int[] start, int[] target) =>
        new(source, [.. start, .. target[..^1]], [.. target.Select((token, i) => (start.Length - 1 + i, token))]);

    private TrainingRow Checked(LanguageModel model, EditRequest request)
    {
        var longest = Math.Max(Tokens.Length, Source?.Length ?? 0);
        return longest <= model.Architecture.Context ? this : throw new FormatException(
            $"The prompt \"{request.Text}\" with its target has {longest} tokens, but the model reads at most {model.Architecture.Context}: shorten it.");
    }
}
