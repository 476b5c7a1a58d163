using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>
/// Which tokens of a batch are the same computation, because their rows begin alike: all that a block does token by token is done
/// once for them, and only attention sees every row whole.
/// </summary>
internal sealed class SharedBeginnings
{
    private readonly int[] firsts; // of each distinct token the flat place where it comes first
    private readonly int[] distinct; // of each flat token its place among the distinct ones

    private SharedBeginnings(int[] firsts, int[] distinct)
    {
        this.firsts = firsts;
        this.distinct = distinct;
    }

    /// <summary>The flat places of the distinct tokens.</summary>
    public int[] Firsts => firsts;

    /// <summary>Finds what rows with the same past have in common; null if they have nothing.</summary>
    /// <param name="tokens">The rows.</param>
    /// <param name="pastSlots">The slot that each row continues.</param>
    /// <param name="pastLengths">How many tokens of it come before the row.</param>
    public static SharedBeginnings? Find(Batch tokens, int[] pastSlots, int[] pastLengths)
    {
        var pasts = new Dictionary<(int Slot, int Length), int>();
        var known = new Dictionary<(int Before, int Token), int>();
        var (firsts, distinct) = (new List<int>(), new int[tokens.Tokens]);
        for (var row = 0; row < tokens.Rows; row++)
        {
            var past = (pastLengths[row] == 0 ? -1 : pastSlots[row], pastLengths[row]);
            if (!pasts.TryGetValue(past, out var before))
                before = pasts[past] = -1 - pasts.Count;
            for (var place = tokens.Start(row); place < tokens.Start(row) + tokens.Length(row); place++)
            {
                var token = (before, tokens.Ids[place]);
                if (!known.TryGetValue(token, out before))
                {
                    before = known[token] = firsts.Count;
                    firsts.Add(place);
                }

                distinct[place] = before;
            }
        }

        return firsts.Count == distinct.Length ? null : new SharedBeginnings([.. firsts], distinct);
    }

    /// <summary>From the distinct tokens to all of them [tokens, …].</summary>
    public Tensor Spread(Tensor x) => x.GatherRows(distinct);

    /// <summary>The places among the distinct tokens of some flat ones.</summary>
    public int[] PlacesOf(int[] tokens) => Array.ConvertAll(tokens, token => distinct[token]);
}
