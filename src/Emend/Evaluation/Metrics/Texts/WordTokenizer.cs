using System.Text.RegularExpressions;
using Emend.Evaluation.Metrics.Matching;

namespace Emend.Evaluation.Metrics.Texts;

/// <summary>
/// Cuts a sentence into words by the rules of nltk's <c>NLTKWordTokenizer</c> (Penn Treebank's, improved), which is what
/// published n-gram entropies count. A text is taken as one line: only its last full stop is split off.
/// </summary>
public static partial class WordTokenizer
{
    private const RegexOptions IgnoreCase = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private const string Word = @"[\p{L}\p{N}_]"; // Python's \w without the letters beyond U+FFFF
    private const string Space = @"[\s\x1c-\x1f]"; // Python's \s

    // in the order in which the rules are applied
    private static readonly (Regex Pattern, string Replacement)[] Rules =
    [
        (StartingQuotes(), " $1 "),
        (QuoteAtStart(), "``"),
        (DoubleBackticks(), " $1 "),
        (QuoteAfterBracket(), "$1 `` "),
        (ApostropheBeforeWord(), "$1 "),
        (FinalPeriodAndQuotes(), "$1 $2 $3 "),
        (CommaOrColon(), " $1 $2"),
        (CommaOrColonAtEnd(), " $1 "),
        (Dots(), " $0 "),
        (Signs(), " $0 "),
        (Dashes(), " $0 "),
        (FinalPeriod(), "$1 $2$3 "),
        (QuestionOrExclamation(), " $0 "),
        (ApostropheBeforeSpace(), "$1 ' "),
        (Asterisk(), " $0 "),
        (Brackets(), " $0 "),
        (DoubleHyphen(), " -- "),
    ];

    private static readonly (Regex Pattern, string Replacement)[] RulesWithSpaceAround =
    [
        (EndingQuotes(), " $1 "),
        (DoubleApostrophe(), " '' "),
        (Quote(), " '' "),
        (Spaces(), " "),
        (ShortClitics(), "$1 $2 "),
        (LongClitics(), "$1 $2 "),
        (Contractions(), " ${first} ${second} "),
        (ContractionsAfterSpace(), " $1 $2 "),
    ];

    /// <summary>The words and signs of a sentence.</summary>
    public static IReadOnlyList<string> Tokenize(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var text = sentence;
        foreach (var (pattern, replacement) in Rules)
            text = pattern.Replace(text, replacement);
        text = $" {text} ";
        foreach (var (pattern, replacement) in RulesWithSpaceAround)
            text = pattern.Replace(text, replacement);
        return PythonText.Split(text);
    }

    /// <summary>The words and signs of sentences, one after the other.</summary>
    public static IReadOnlyList<string> Tokenize(IEnumerable<string> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        return [.. sentences.SelectMany(Tokenize)];
    }

    [GeneratedRegex("([«“‘„]|[`]+)")]
    private static partial Regex StartingQuotes();

    [GeneratedRegex("^\"")]
    private static partial Regex QuoteAtStart();

    [GeneratedRegex("(``)")]
    private static partial Regex DoubleBackticks();

    [GeneratedRegex(@"([ \(\[{<])(""|'{2})")]
    private static partial Regex QuoteAfterBracket();

    [GeneratedRegex($"(?<!{Word})(')(?!(?:re|ve|ll|m|t|s|d|n)(?!{Word}))(?={Word})", IgnoreCase)]
    private static partial Regex ApostropheBeforeWord();

    [GeneratedRegex(@"([^\.])(\.)([\]\)}>""'»”’ ]*)" + Space + "*$")]
    private static partial Regex FinalPeriodAndQuotes();

    [GeneratedRegex(@"([:,])([^\d])")]
    private static partial Regex CommaOrColon();

    [GeneratedRegex("([:,])$")]
    private static partial Regex CommaOrColonAtEnd();

    [GeneratedRegex(@"\.{2,}")]
    private static partial Regex Dots();

    [GeneratedRegex("[;@#$%&]")]
    private static partial Regex Signs();

    [GeneratedRegex("[\u2012-\u2015]")]
    private static partial Regex Dashes();

    [GeneratedRegex(@"([^\.])(\.)([\]\)}>""']*)" + Space + "*$")]
    private static partial Regex FinalPeriod();

    [GeneratedRegex("[?!]")]
    private static partial Regex QuestionOrExclamation();

    [GeneratedRegex("([^'])' ")]
    private static partial Regex ApostropheBeforeSpace();

    [GeneratedRegex("[*]")]
    private static partial Regex Asterisk();

    [GeneratedRegex(@"[\]\[\(\)\{\}\<\>]")]
    private static partial Regex Brackets();

    [GeneratedRegex("--")]
    private static partial Regex DoubleHyphen();

    [GeneratedRegex("([»”’])")]
    private static partial Regex EndingQuotes();

    [GeneratedRegex("''")]
    private static partial Regex DoubleApostrophe();

    [GeneratedRegex("\"")]
    private static partial Regex Quote();

    [GeneratedRegex(Space + "+")]
    private static partial Regex Spaces();

    [GeneratedRegex("([^' ])('[sS]|'[mM]|'[dD]|') ")]
    private static partial Regex ShortClitics();

    [GeneratedRegex("([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ")]
    private static partial Regex LongClitics();

    [GeneratedRegex($"(?<!{Word})(?:(?<first>can)(?<second>not)|(?<first>d)(?<second>'ye)|(?<first>gim|lem)(?<second>me)|(?<first>gon)(?<second>na)|(?<first>got)(?<second>ta)|(?<first>more)(?<second>'n))(?!{Word})|(?<!{Word})(?<first>wan)(?<second>na)(?={Space})", IgnoreCase)]
    private static partial Regex Contractions();

    [GeneratedRegex($" ('t)(is|was)(?!{Word})", IgnoreCase)]
    private static partial Regex ContractionsAfterSpace();
}
