namespace Emend.Evaluation.Datasets.Records;

/// <summary>Splits RippleEdits' sentences into a prompt and a target.</summary>
internal static class RippleSentence
{
    /// <summary>
    /// Splits the sentence of an edit: before a name of the new object, where one is known and ends the sentence, and otherwise at the
    /// last word boundary of what it shares with the original sentence.
    /// </summary>
    /// <returns>The prompt, which is the sentence itself if it can't be split, the target and the original target.</returns>
    public static (string Prompt, string? Target, string? Old) Split(string sentence, string? original, Cases.AnswerSet? names)
    {
        var text = WithoutPeriod(sentence);
        var before = original is null ? null : WithoutPeriod(original);
        foreach (var name in names?.Texts.OrderByDescending(name => name.Length) ?? Enumerable.Empty<string>())
        {
            if (text.EndsWith($" {name}", StringComparison.Ordinal))
                return At(text.Length - name.Length - 1);
        }

        if (before is null || before == text)
            return (sentence, null, null);
        var shared = text.AsSpan().CommonPrefixLength(before);
        var place = text.AsSpan(0, Math.Min(shared, text.Length)).LastIndexOf(' ');
        return place > 0 ? At(place) : (sentence, null, null);

        (string, string?, string?) At(int space)
        {
            var prompt = text[..space];
            var old = before is not null && before.StartsWith(prompt + " ", StringComparison.Ordinal) ? before[(space + 1)..] : null;
            return (prompt, text[(space + 1)..], old);
        }
    }

    private static string WithoutPeriod(string sentence) => sentence.EndsWith('.') ? sentence[..^1] : sentence;
}
