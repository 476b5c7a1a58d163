namespace Emend.Text.Models;

/// <summary>The tokens of a vocabulary by their beginnings.</summary>
internal sealed class TokenTrie
{
    /// <summary>The node of the empty text.</summary>
    public const int Root = 0;

    private readonly Dictionary<long, int> children;
    private readonly List<int> ids = [-1]; // by node

    /// <summary>A trie of tokens with their ids.</summary>
    public TokenTrie(IEnumerable<KeyValuePair<string, int>> tokens)
    {
        children = [];
        foreach (var (token, id) in tokens)
        {
            int node = Root;
            foreach (char unit in token)
            {
                if (!children.TryGetValue(Key(node, unit), out int child))
                {
                    child = ids.Count;
                    children.Add(Key(node, unit), child);
                    ids.Add(-1);
                }
                node = child;
            }
            ids[node] = id;
        }
    }

    /// <summary>Goes on to the node of a text that is one unit longer, if there is one.</summary>
    public bool TryGo(ref int node, char unit) => children.TryGetValue(Key(node, unit), out node);

    /// <summary>Finds the token that ends at a node.</summary>
    public bool TryGetId(int node, out int id)
    {
        id = ids[node];
        return id >= 0;
    }

    private static long Key(int node, char unit) => ((long)node << 16) | unit;
}
