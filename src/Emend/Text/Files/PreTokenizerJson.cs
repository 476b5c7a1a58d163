using Emend.Text.PreTokenizers;
using Emend.Text.Unicode;

namespace Emend.Text.Files;

/// <summary>Reads the pre-tokenizer of a <c>tokenizer.json</c>.</summary>
internal static class PreTokenizerJson
{
    private const char SpaceSymbol = '▁';

    /// <summary>Reads a pre-tokenizer by its declared type.</summary>
    public static IPreTokenizer Read(JsonField field) => field["type"].Text() switch
    {
        "Sequence" => new PreTokenizerSequence([.. field["pretokenizers"].Items().Select(Read)]),
        "ByteLevel" => new ByteLevelPreTokenizer(field.Boolean("add_prefix_space", true), field.Boolean("use_regex", true)),
        "Split" => new SplitPreTokenizer(PatternJson.Read(field["pattern"]), ReadBehavior(field["behavior"]), field.Boolean("invert", false)),
        "Metaspace" => new MetaspacePreTokenizer(ReadReplacement(field), ReadScheme(field), field.Boolean("split", true)),
        "Digits" => new ClassPreTokenizer(
            CharacterClasses.Digit, field.Boolean("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
        "Punctuation" => new ClassPreTokenizer(
            CharacterClasses.SplitPunctuation, field.Find("behavior") is { } behavior ? ReadBehavior(behavior) : SplitBehavior.Isolated),
        "WhitespaceSplit" => new ClassPreTokenizer(CharacterClasses.Whitespace, SplitBehavior.Removed),
        "Whitespace" => new WordPreTokenizer(),
        "BertPreTokenizer" => CreateBert(),
        "CharDelimiterSplit" => new SplitPreTokenizer(
            Patterns.TextPattern.Literal(ReadCharacter(field["delimiter"]).ToString()), SplitBehavior.Removed, invert: false),
        "FixedLength" => new FixedLengthPreTokenizer(Math.Max(field.Find("length")?.Count() ?? 5, 1)),
        "UnicodeScripts" => new ScriptPreTokenizer(),
        var type => throw TokenizerJson.Unsupported(field, type),
    };

    /// <summary>BERT's: words between white space and punctuation.</summary>
    public static IPreTokenizer CreateBert() => new PreTokenizerSequence(
    [
        new ClassPreTokenizer(CharacterClasses.Whitespace, SplitBehavior.Removed),
        new ClassPreTokenizer(CharacterClasses.BertPunctuation, SplitBehavior.Isolated),
    ]);

    /// <summary>The symbol for spaces of a Metaspace component.</summary>
    public static char ReadReplacement(JsonField field) =>
        field.Find("replacement") is { } replacement ? ReadCharacter(replacement) : SpaceSymbol;

    /// <summary>Where a Metaspace component adds a space; older files say only whether.</summary>
    public static PrependScheme ReadScheme(JsonField field)
    {
        if (field.Find("prepend_scheme") is not { } scheme)
            return field.Boolean("add_prefix_space", true) ? PrependScheme.Always : PrependScheme.Never;
        return scheme.Text() switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            var unknown => throw scheme.Error($"is the unknown scheme '{unknown}'"),
        };
    }

    /// <summary>A text of a single UTF-16 unit.</summary>
    public static char ReadCharacter(JsonField field) => field.Text() is [var character] ? character : throw field.Error("is not a single character");

    private static SplitBehavior ReadBehavior(JsonField field) => field.Text() switch
    {
        "Isolated" => SplitBehavior.Isolated,
        "Removed" => SplitBehavior.Removed,
        "Contiguous" => SplitBehavior.Contiguous,
        "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" => SplitBehavior.MergedWithNext,
        var behavior => throw field.Error($"is the unknown behaviour '{behavior}'"),
    };
}
