using System.Buffers;
using System.Text.RegularExpressions;
using Emend.Evaluation.Metrics.Matching;

namespace Emend.Evaluation.Metrics.Texts;

/// <summary>
/// Cuts a text into sentences as nltk's <c>PunktSentenceTokenizer</c> does without training (Kiss and Strunk 2006): it knows
/// no abbreviations, so <c>Dr. Smith</c> is cut. The papers' trained English model is data that is not shipped.
/// </summary>
public static partial class SentenceSplitter
{
    private const string OtherSigns = @"[)"";}\]\*:@'\({\[!?]"; // what never belongs to a word
    private const string Repeated = @"(?:\-{2,}|\.{2,}|(?:\.\s){2,}\.)";

    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(" \t\n\r\v\f");

    /// <summary>The sentences without the white space between them.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Realigned(text, Cuts(text))];
    }

    /// <summary>Where sentences start and end, before quotes and brackets behind an end are given to it.</summary>
    private static List<(int Start, int End)> Cuts(string text)
    {
        var cuts = new List<(int, int)>();
        var start = 0;
        foreach (var (match, context) in PossibleEnds(text))
        {
            if (!HoldsBreak(context))
                continue;
            cuts.Add((start, match.Index + 1));
            start = match.Groups["next"].Success ? match.Groups["next"].Index : match.Index + 1;
        }

        var end = text.Length;
        while (end > 0 && PythonText.IsSpace(text[end - 1]))
            end--;
        cuts.Add((start, end));
        return cuts;
    }

    /// <summary>Each sign that may end a sentence, with its word and what follows; of several in one word the last.</summary>
    private static IEnumerable<(Match Match, string Context)> PossibleEnds(string text)
    {
        (int Start, int End) word = (0, 0);
        Match? last = null;
        for (var match = PossibleEnd().Match(text); match.Success; match = match.NextMatch())
        {
            var space = text.AsSpan(word.End, match.Index - word.End).LastIndexOfAny(WhiteSpace);
            var next = (Start: space > 0 ? word.End + space + 1 : word.Start, End: match.Index);
            if (last is not null && word.End <= next.Start)
                yield return (last, Context(last, word));
            (last, word) = (match, next);
        }

        if (last is not null)
            yield return (last, Context(last, word));

        string Context(Match match, (int Start, int End) word) => text[word.Start..word.End] + match.Value + match.Groups["after"].Value;
    }

    /// <summary>Whether a sentence ends within a piece of text, that is, before its last token.</summary>
    private static bool HoldsBreak(string context)
    {
        string[] tokens = [.. context.Split('\n').SelectMany(line => WordOrSign().Matches(line)).Select(match => match.Value)];
        for (var i = 0; i + 1 < tokens.Length; i++)
        {
            if (Breaks(tokens[i], tokens[i + 1]))
                return true;
        }

        return false;
    }

    private static bool Breaks(string token, string next)
    {
        if (token is "?" or "!")
            return true;
        if (!token.EndsWith('.') || (token.Length > 1 && token.EndsWith("..", StringComparison.Ordinal)))
            return false;
        // initials and numbers end no sentence before a small letter or a sign, initials not before a capital either
        var (isInitial, isNumber) = (Initial().IsMatch(token), Number().IsMatch(token));
        if (!isInitial && !isNumber)
            return true;
        var startsSmall = char.IsLower(next[0]) || next is ";" or ":" or "," or "." or "!" or "?";
        return !startsSmall && !(isInitial && char.IsUpper(next[0]));
    }

    /// <summary>Gives closing quotes and brackets at a sentence's start to the one before.</summary>
    private static IEnumerable<string> Realigned(string text, List<(int Start, int End)> cuts)
    {
        var moved = 0;
        for (var i = 0; i < cuts.Count; i++)
        {
            var start = cuts[i].Start + moved;
            var end = cuts[i].End;
            moved = 0;
            if (i + 1 < cuts.Count)
            {
                var following = text[cuts[i + 1].Start..cuts[i + 1].End];
                var closing = Closing().Match(following);
                if (closing.Success)
                {
                    end = cuts[i + 1].Start + closing.Value.AsSpan().TrimEnd().Length;
                    moved = closing.Length;
                }
            }

            if (end > start)
                yield return text[start..end];
        }
    }

    [GeneratedRegex($@"[.?!](?=(?<after>{OtherSigns}|\s+(?<next>\S+)))")]
    private static partial Regex PossibleEnd();

    [GeneratedRegex($@"{Repeated}|(?=[^\(""`{{\[:;&\#\*@\)}}\]\-,])\S+?(?=\s|$|{OtherSigns}|{Repeated}|,(?=$|\s|{OtherSigns}|{Repeated}))|\S")]
    private static partial Regex WordOrSign();

    [GeneratedRegex(@"\G[""')\]}]+?(?:\s+|(?=--)|$)", RegexOptions.Multiline)]
    private static partial Regex Closing();

    [GeneratedRegex(@"^[\p{L}_]\.$")]
    private static partial Regex Initial();

    [GeneratedRegex(@"^-?[\.,]?\d[\d,\.-]*\.?$")]
    private static partial Regex Number();
}
