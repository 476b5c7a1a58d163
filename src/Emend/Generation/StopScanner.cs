using System.Text;

namespace Emend.Generation;

/// <summary>Looks for stop strings in a text that comes in pieces, and holds back what may be the start of one.</summary>
internal sealed class StopScanner(IReadOnlyList<string> stops)
{
    private readonly StringBuilder text = new();
    private string held = "";

    /// <summary>Whether a stop string has come up.</summary>
    public bool Found { get; private set; }

    /// <summary>The text that was let through.</summary>
    public string Text => text.ToString();

    /// <summary>Takes a piece and gives the text that is certainly no part of a stop string.</summary>
    public string Next(string piece)
    {
        held += piece;
        var first = -1;
        foreach (var stop in stops)
        {
            var place = held.IndexOf(stop, StringComparison.Ordinal);
            if (place >= 0 && (first < 0 || place < first))
                first = place;
        }

        Found = first >= 0;
        return Pass(Found ? first : held.Length - LongestStart());
    }

    /// <summary>Takes the last piece, with no more to come.</summary>
    public string Last(string piece)
    {
        var passed = Next(piece);
        return Found ? passed : passed + Pass(held.Length);
    }

    private string Pass(int length)
    {
        var passed = held[..length];
        held = held[length..];
        text.Append(passed);
        return passed;
    }

    /// <summary>The length of the longest end of the held text that a stop string starts with.</summary>
    private int LongestStart()
    {
        var longest = 0;
        foreach (var stop in stops)
        {
            for (var length = Math.Min(stop.Length - 1, held.Length); length > longest; length--)
            {
                if (held.EndsWith(stop[..length], StringComparison.Ordinal))
                    longest = length;
            }
        }

        return longest;
    }
}
