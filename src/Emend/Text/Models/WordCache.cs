namespace Emend.Text.Models;

/// <summary>
/// Remembers the tokens of words seen before. Each word has one place, which a later word may take over: the cache never
/// grows, and threads share it without a lock because entries are immutable.
/// </summary>
internal sealed class WordCache
{
    private const int Places = 1 << 15;
    private const int LongestWord = 64;

    private readonly Entry?[] entries = new Entry?[Places];

    /// <summary>Whether words of a length are remembered.</summary>
    public static bool Holds(ReadOnlySpan<char> word) => word.Length <= LongestWord;

    /// <summary>Finds the tokens of a word.</summary>
    public bool TryGet(ReadOnlySpan<char> word, int place, out ReadOnlySpan<Token> tokens)
    {
        var entry = Volatile.Read(ref entries[place]);
        bool found = entry is not null && word.SequenceEqual(entry.Word);
        tokens = found ? entry!.Tokens : [];
        return found;
    }

    /// <summary>Remembers the tokens of a word.</summary>
    public void Add(ReadOnlySpan<char> word, int place, ReadOnlySpan<Token> tokens) =>
        Volatile.Write(ref entries[place], new Entry(word.ToString(), tokens.ToArray()));

    /// <summary>The place of a word.</summary>
    public static int PlaceOf(ReadOnlySpan<char> word)
    {
        uint hash = 2166136261;
        foreach (char unit in word)
            hash = (hash ^ unit) * 16777619;
        return (int)((hash ^ (hash >> 15)) & (Places - 1));
    }

    private sealed record Entry(string Word, Token[] Tokens);
}
