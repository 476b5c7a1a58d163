using Emend.Models;

namespace Emend.Editing.Values;

/// <summary>Bounds how many requests are searched side by side, by the memory that a step of the search holds.</summary>
internal static class SearchSize
{
    private const long MostBytes = 512L << 20;
    private const int WidthsPerBlock = 40;   // what a block and its gradients keep for a token, in multiples of the stream's width
    private const int CopiesOfLogits = 6;

    /// <summary>How many requests fit into one search from a request on, at least one.</summary>
    /// <param name="architecture">The model's facts.</param>
    /// <param name="layer">The layer whose value is searched; a step computes those above it.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="first">The first request of the search.</param>
    /// <param name="most">The most requests of a search.</param>
    /// <param name="preserved">The most prompts that are preserved of a request.</param>
    public static int Fitting(Architecture architecture, int layer, IReadOnlyList<RewritePrompts> requests, int first, int most, int preserved)
    {
        long bytes = 0;
        var count = 0;
        while (count < most && first + count < requests.Count)
        {
            bytes += BytesOf(architecture, architecture.Layers - layer, requests[first + count], preserved);
            if (count > 0 && bytes > MostBytes)
                break;
            count++;
        }

        return count;
    }

    private static long BytesOf(Architecture architecture, int blocks, RewritePrompts prompts, int preserved)
    {
        var kept = prompts.Preserving.OrderByDescending(row => row.Tokens.Length).Take(preserved).ToArray();
        long tails = prompts.Rewriting.Sum(row => row.Tokens.Length - row.SubjectLast + prompts.Target.Length - 1) + kept.Sum(row => row.Tokens.Length - row.SubjectLast);
        long past = prompts.Rewriting.Sum(row => row.SubjectLast) + kept.Sum(row => row.SubjectLast);
        long logits = (prompts.Rewriting.Count * prompts.Target.Length) + kept.Length;
        return sizeof(float) * ((blocks * ((tails * WidthsPerBlock * architecture.Width) + (past * 2 * architecture.KeyHeads * architecture.HeadWidth)))
            + (CopiesOfLogits * logits * architecture.Vocabulary));
    }
}
