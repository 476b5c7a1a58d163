using System.Diagnostics.CodeAnalysis;

namespace Emend.Text.Models;

/// <summary>The tokens of a model by id and by name.</summary>
internal sealed class Vocabulary
{
    private const int UnusedIds = 1 << 22;

    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> idsBySpan;
    private readonly string?[] tokens;

    /// <summary>A vocabulary of tokens and their ids.</summary>
    /// <exception cref="TokenizerFormatException">An id is negative or absurdly high.</exception>
    public Vocabulary(IEnumerable<KeyValuePair<string, int>> entries)
    {
        ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int highest = -1;
        foreach (var (token, id) in entries)
        {
            ids[token] = id;
            highest = Math.Max(highest, id);
            if (id < 0)
                throw new TokenizerFormatException($"The vocabulary gives the token '{token}' the negative id {id}.");
        }
        if (highest > UnusedIds + 2L * ids.Count)
            throw new TokenizerFormatException($"The vocabulary of {ids.Count} tokens has an id as high as {highest}.");
        tokens = new string?[highest + 1];
        foreach (var (token, id) in ids)
            tokens[id] = token;
        idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many tokens there are.</summary>
    public int Count => ids.Count;

    /// <summary>The highest id and one.</summary>
    public int IdLimit => tokens.Length;

    /// <summary>All tokens and their ids.</summary>
    public IReadOnlyDictionary<string, int> Entries => ids;

    /// <summary>Finds the id of a token.</summary>
    public bool TryGetId(ReadOnlySpan<char> token, out int id) => idsBySpan.TryGetValue(token, out id);

    /// <summary>Finds the token of an id.</summary>
    public bool TryGetToken(int id, [NotNullWhen(true)] out string? token)
    {
        token = (uint)id < (uint)tokens.Length ? tokens[id] : null;
        return token is not null;
    }
}
