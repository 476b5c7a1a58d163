using System.Runtime.InteropServices;

namespace Emend.Text.Models;

/// <summary>
/// Remembers the tokens of words seen before. Each word has one place, which a later word may take over: the cache never
/// grows, and threads share it without a lock because entries are immutable.
/// </summary>
internal sealed class WordCache(TokenizeWord tokenizeAnew)
{
    private const int Places = 1 << 15;
    private const int LongestWord = 64;

    private readonly Entry?[] entries = new Entry?[Places];

    /// <summary>Appends the tokens of a word.</summary>
    public void Tokenize(ReadOnlySpan<char> word, List<Token> tokens)
    {
        if (word.Length > LongestWord)
        {
            tokenizeAnew(word, tokens);
            return;
        }
        int place = PlaceOf(word);
        var known = Volatile.Read(ref entries[place]);
        if (known is not null && word.SequenceEqual(known.Word))
        {
            tokens.AddRange(known.Tokens);
            return;
        }
        int before = tokens.Count;
        tokenizeAnew(word, tokens);
        Volatile.Write(ref entries[place], new Entry(word.ToString(), [.. CollectionsMarshal.AsSpan(tokens)[before..]]));
    }

    private static int PlaceOf(ReadOnlySpan<char> word)
    {
        uint hash = 2166136261;
        foreach (char unit in word)
            hash = (hash ^ unit) * 16777619;
        return (int)((hash ^ (hash >> 15)) & (Places - 1));
    }

    private sealed record Entry(string Word, Token[] Tokens);
}

/// <summary>Appends the tokens of a word.</summary>
internal delegate void TokenizeWord(ReadOnlySpan<char> word, List<Token> tokens);
