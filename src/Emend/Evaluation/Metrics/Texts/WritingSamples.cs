using System.Text;
using Emend.Generation;
using Emend.Text;
using Emend.Text.Normalizers;

namespace Emend.Evaluation.Metrics.Texts;

/// <summary>
/// Continues prompts as the published fluency and consistency need it (memit, generate.py): a fixed number of tokens with the
/// prompt's included, on beyond the end of a text.
/// </summary>
public static class WritingSamples
{
    /// <summary>How many tokens a sample has in all, in the papers.</summary>
    public const int PublishedLength = 100;

    /// <summary>Among how many of the most probable tokens one is drawn, in the papers.</summary>
    public const int PublishedChoice = 5;

    /// <summary>The samples: prompt and continuation, in compatible characters (NFKD), double line breaks as spaces, without the text of end tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">The prompts, one sample each.</param>
    /// <param name="length">How many tokens a sample has, prompt included.</param>
    /// <param name="choice">Among how many of the most probable tokens one is drawn; 1 for always the most probable.</param>
    /// <param name="seed">The same seed gives the same samples; the papers set none.</param>
    /// <param name="cancel">Stops the work.</param>
    public static IReadOnlyList<string> Of(
        LanguageModel model, IReadOnlyList<string> prompts, int length = PublishedLength, int choice = PublishedChoice, ulong seed = 0, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentOutOfRangeException.ThrowIfLessThan(choice, 1);
        if (prompts.Count == 0)
            return [];
        var batch = model.Tokenize(prompts);
        var shortest = Enumerable.Range(0, batch.Rows).Min(batch.Length);
        var options = new GenerationOptions
        {
            MaximumTokens = Math.Max(0, length - shortest),
            Temperature = choice == 1 ? 0 : 1,
            TopK = choice == 1 ? 0 : choice,
            Seed = seed,
            StopAtEndOfText = false,
        };
        var written = model.Generate(batch, options, cancel: cancel);
        return [.. written.Select((row, i) => Text(model.Tokenizer, [.. batch.Row(i), .. row.Ids.Take(Math.Max(0, length - batch.Length(i)))]))];
    }

    private static string Text(Tokenizer tokenizer, IEnumerable<int> ids)
    {
        var text = new AlignedText(tokenizer.Decode(ids, skipSpecial: false));
        var plain = new UnicodeNormalizer(NormalizationForm.FormKD).Normalize(text).Characters.ToString().Replace("\n\n", " ", StringComparison.Ordinal);
        return tokenizer.EndOfText is { } end && tokenizer.TokenOf(end) is { Length: > 0 } name ? plain.Replace(name, "", StringComparison.Ordinal) : plain;
    }
}
