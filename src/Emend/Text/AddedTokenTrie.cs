using System.Buffers;

namespace Emend.Text;

/// <summary>Finds the longest of some strings at the leftmost place where one occurs.</summary>
internal sealed class AddedTokenTrie
{
    private readonly Node root = new();
    private readonly SearchValues<char> firstUnits;

    /// <summary>Prepares a search for some tokens under the forms they have in the text.</summary>
    public AddedTokenTrie(IEnumerable<(string Form, AddedToken Token)> tokens)
    {
        foreach (var (form, token) in tokens)
        {
            var node = root;
            foreach (char unit in form)
            {
                if (!node.Children.TryGetValue(unit, out var child))
                    node.Children.Add(unit, child = new Node());
                node = child;
            }
            if (node != root)
                node.Token ??= token;
        }
        firstUnits = SearchValues.Create([.. root.Children.Keys]);
    }

    /// <summary>Whether there is anything to find.</summary>
    public bool IsEmpty => root.Children.Count == 0;

    /// <summary>Finds the next match at or after a position.</summary>
    public (int Start, int End, AddedToken Token)? Find(ReadOnlySpan<char> text, int from)
    {
        for (int start = from; start < text.Length; start++)
        {
            int skipped = text[start..].IndexOfAny(firstUnits);
            if (skipped < 0)
                return null;
            start += skipped;
            var node = root;
            (int Start, int End, AddedToken Token)? longest = null;
            for (int index = start; index < text.Length && node.Children.TryGetValue(text[index], out node!); index++)
                if (node.Token is { } token)
                    longest = (start, index + 1, token);
            if (longest is not null)
                return longest;
        }
        return null;
    }

    private sealed class Node
    {
        public Dictionary<char, Node> Children { get; } = [];

        public AddedToken? Token { get; set; }
    }
}
