using System.Globalization;
using Emend.Text.Unicode;

namespace Emend.Text.Patterns;

/// <summary>The sets of code points that regular expressions have names for.</summary>
internal static class NamedSets
{
    private static readonly Dictionary<string, UnicodeCategory[]> Categories = new()
    {
        ["lu"] = [UnicodeCategory.UppercaseLetter],
        ["ll"] = [UnicodeCategory.LowercaseLetter],
        ["lt"] = [UnicodeCategory.TitlecaseLetter],
        ["lm"] = [UnicodeCategory.ModifierLetter],
        ["lo"] = [UnicodeCategory.OtherLetter],
        ["mn"] = [UnicodeCategory.NonSpacingMark],
        ["mc"] = [UnicodeCategory.SpacingCombiningMark],
        ["me"] = [UnicodeCategory.EnclosingMark],
        ["nd"] = [UnicodeCategory.DecimalDigitNumber],
        ["nl"] = [UnicodeCategory.LetterNumber],
        ["no"] = [UnicodeCategory.OtherNumber],
        ["pc"] = [UnicodeCategory.ConnectorPunctuation],
        ["pd"] = [UnicodeCategory.DashPunctuation],
        ["ps"] = [UnicodeCategory.OpenPunctuation],
        ["pe"] = [UnicodeCategory.ClosePunctuation],
        ["pi"] = [UnicodeCategory.InitialQuotePunctuation],
        ["pf"] = [UnicodeCategory.FinalQuotePunctuation],
        ["po"] = [UnicodeCategory.OtherPunctuation],
        ["sm"] = [UnicodeCategory.MathSymbol],
        ["sc"] = [UnicodeCategory.CurrencySymbol],
        ["sk"] = [UnicodeCategory.ModifierSymbol],
        ["so"] = [UnicodeCategory.OtherSymbol],
        ["zs"] = [UnicodeCategory.SpaceSeparator],
        ["zl"] = [UnicodeCategory.LineSeparator],
        ["zp"] = [UnicodeCategory.ParagraphSeparator],
        ["cc"] = [UnicodeCategory.Control],
        ["cf"] = [UnicodeCategory.Format],
        ["cs"] = [UnicodeCategory.Surrogate],
        ["co"] = [UnicodeCategory.PrivateUse],
        ["cn"] = [UnicodeCategory.OtherNotAssigned],
    };

    /// <summary>Letters, marks, decimal digits and connectors: <c>\w</c>.</summary>
    public static CharacterSet Word() => CharacterSet.Of(CharacterClasses.Letter | CharacterClasses.Mark)
        .AddTo(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.ConnectorPunctuation);

    /// <summary>Decimal digits: <c>\d</c>.</summary>
    public static CharacterSet Digit() => CharacterSet.Of(UnicodeCategory.DecimalDigitNumber);

    /// <summary>White space: <c>\s</c>.</summary>
    public static CharacterSet Space() => CharacterSet.Of(CharacterClasses.Space);

    /// <summary>Hexadecimal digits.</summary>
    public static CharacterSet HexadecimalDigit() => new CharacterSet().Add('0', '9').Add('a', 'f').Add('A', 'F');

    /// <summary>The set of a property name such as <c>L</c>, <c>Lu</c>, <c>Alpha</c> or <c>Han</c>; null if it is unknown.</summary>
    public static CharacterSet? Find(string name)
    {
        string key = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        if (Categories.TryGetValue(key, out var categories))
            return CharacterSet.Of(categories);
        return key switch
        {
            "l" or "letter" => CharacterSet.Of(CharacterClasses.Letter),
            "m" or "mark" => CharacterSet.Of(CharacterClasses.Mark),
            "n" or "number" => CharacterSet.Of(CharacterClasses.Number),
            "p" or "punct" or "punctuation" => CharacterSet.Of(CharacterClasses.Punctuation),
            "s" or "symbol" => CharacterSet.Of(CharacterClasses.Symbol),
            "z" or "separator" => CharacterSet.Of(
                UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator),
            "c" or "other" => CharacterSet.Of(
                UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.Surrogate, UnicodeCategory.PrivateUse, UnicodeCategory.OtherNotAssigned),
            "lc" => CharacterSet.Of(UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter, UnicodeCategory.TitlecaseLetter),
            "alpha" or "alphabetic" => CharacterSet.Of(CharacterClasses.Letter | CharacterClasses.Mark).AddTo(UnicodeCategory.LetterNumber),
            "alnum" => CharacterSet.Of(CharacterClasses.Letter | CharacterClasses.Mark)
                .AddTo(UnicodeCategory.LetterNumber, UnicodeCategory.DecimalDigitNumber),
            "upper" or "uppercase" => CharacterSet.Of(UnicodeCategory.UppercaseLetter),
            "lower" or "lowercase" => CharacterSet.Of(UnicodeCategory.LowercaseLetter),
            "digit" => Digit(),
            "word" => Word(),
            "space" or "whitespace" => Space(),
            "blank" => CharacterSet.Of(UnicodeCategory.SpaceSeparator).Add('\t', '\t'),
            "cntrl" => CharacterSet.Of(UnicodeCategory.Control),
            "xdigit" => HexadecimalDigit(),
            "ascii" => new CharacterSet().Add(0, 127),
            "any" => new CharacterSet().Add(0, 0x10FFFF),
            _ => Scripts.Find(key),
        };
    }

    private static CharacterSet AddTo(this CharacterSet set, params ReadOnlySpan<UnicodeCategory> categories) => set.Add(CharacterSet.Of(categories));
}
