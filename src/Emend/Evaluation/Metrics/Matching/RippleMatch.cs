namespace Emend.Evaluation.Metrics.Matching;

/// <summary>
/// RippleEdits' matcher (Cohen et al. 2023): every answer must stand in the text under one of its names, letter by letter.
/// The reference looks in the whole text, prompt included, and so finds answers that the prompt gives away.
/// </summary>
public static class RippleMatch
{
    /// <summary>The names that RippleEdits looks for: those of one character are left out unless they are digits.</summary>
    public static IReadOnlyList<string> Filtered(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return [.. names.Where(name => CharacterCount(name) > 1 || IsDigits(name))];
    }

    /// <summary>Whether every answer stands in the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="answers">For each answer its names.</param>
    /// <param name="filtered">Whether short names are left out first, as RippleEdits does; EasyEdit's copy does not.</param>
    public static bool IsRight(string text, IReadOnlyList<IReadOnlyList<string>> answers, bool filtered = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(answers);
        return answers.All(names => (filtered ? Filtered(names) : names).Any(name => text.Contains(name, StringComparison.Ordinal)));
    }

    private static int CharacterCount(string name) => name.EnumerateRunes().Count();

    private static bool IsDigits(string name) => name.Length > 0 && name.EnumerateRunes().All(rune => System.Text.Rune.GetNumericValue(rune) is >= 0 and <= 9
        && System.Text.Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.DecimalDigitNumber or System.Globalization.UnicodeCategory.OtherNumber);
}
