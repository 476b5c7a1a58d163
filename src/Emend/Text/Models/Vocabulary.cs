using System.Diagnostics.CodeAnalysis;

namespace Emend.Text.Models;

/// <summary>The tokens of a model by id and by name.</summary>
internal sealed class Vocabulary
{
    private const int Spare = 1024;

    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> idsBySpan;
    private readonly string?[] tokens; // by id, as far as ids are close to each other
    private readonly Dictionary<int, string> scattered = []; // the others

    /// <summary>A vocabulary of tokens and their ids.</summary>
    /// <exception cref="TokenizerFormatException">An id is negative or too high.</exception>
    public Vocabulary(IEnumerable<KeyValuePair<string, int>> entries)
    {
        ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in entries)
        {
            if (id is < 0 or int.MaxValue)
                throw new TokenizerFormatException($"The vocabulary gives the token '{token}' the impossible id {id}.");
            ids[token] = id;
            IdLimit = Math.Max(IdLimit, id + 1);
        }
        tokens = new string?[Math.Min(IdLimit, 4 * ids.Count + Spare)];
        foreach (var (token, id) in ids)
            if (id < tokens.Length)
                tokens[id] = token;
            else
                scattered[id] = token;
        idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many tokens there are.</summary>
    public int Count => ids.Count;

    /// <summary>The highest id and one.</summary>
    public int IdLimit { get; }

    /// <summary>All tokens and their ids.</summary>
    public IReadOnlyDictionary<string, int> Entries => ids;

    /// <summary>Finds the id of a token.</summary>
    public bool TryGetId(ReadOnlySpan<char> token, out int id) => idsBySpan.TryGetValue(token, out id);

    /// <summary>Finds the token of an id.</summary>
    public bool TryGetToken(int id, [NotNullWhen(true)] out string? token)
    {
        if ((uint)id >= (uint)tokens.Length)
            return scattered.TryGetValue(id, out token);
        token = tokens[id];
        return token is not null;
    }
}
