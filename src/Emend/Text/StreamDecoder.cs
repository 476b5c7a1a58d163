namespace Emend.Text;

/// <summary>Decodes ids one by one: each call gives the text that has become certain, so that the parts joined are the whole.</summary>
public sealed class StreamDecoder
{
    private const int LongestWindow = 192;
    private const int ShortestWindow = 64;

    private readonly Tokenizer tokenizer;
    private readonly bool skipSpecial;
    private readonly List<int> window = [];
    private string given = ""; // what the window's ids decoded to when text was last given

    internal StreamDecoder(Tokenizer tokenizer, bool skipSpecial)
    {
        this.tokenizer = tokenizer;
        this.skipSpecial = skipSpecial;
    }

    /// <summary>Takes the next id and gives the text it completes; empty while a character lacks bytes.</summary>
    public string Next(int id)
    {
        window.Add(id);
        string text = tokenizer.Decode(window, skipSpecial);
        if (text.EndsWith('\uFFFD'))
            return "";
        string part = Rest(text);
        given = text;
        if (window.Count > LongestWindow && part.Length > 0)
        {
            window.RemoveRange(0, window.Count - ShortestWindow);
            given = tokenizer.Decode(window, skipSpecial);
        }
        return part;
    }

    /// <summary>Gives what is left, incomplete characters as U+FFFD, and starts anew.</summary>
    public string Flush()
    {
        string part = Rest(tokenizer.Decode(window, skipSpecial));
        window.Clear();
        given = "";
        return part;
    }

    private string Rest(string text) => text.Length > given.Length ? text[given.Length..] : "";
}
