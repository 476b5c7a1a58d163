using Emend.Text;

namespace Emend.Generation;

/// <summary>One prompt while it is being continued.</summary>
/// <param name="number">The prompt's place.</param>
/// <param name="prompt">Its tokens.</param>
/// <param name="sampler">What draws its tokens.</param>
/// <param name="stream">What makes text of them; null if nobody needs text on the way.</param>
/// <param name="scanner">What looks for stop strings in the text.</param>
internal sealed class GeneratorRow(int number, int[] prompt, TokenSampler sampler, StreamDecoder? stream, StopScanner scanner)
{
    private readonly List<int> ids = [];
    private readonly List<float> logProbabilities = [];

    public int Number => number;

    public int[] Prompt { get; } = prompt;

    /// <summary>The prompt and what was generated so far.</summary>
    public int[] All => [.. Prompt, .. ids];

    /// <summary>The tokens that the next pass computes.</summary>
    public int[] Fresh { get; set; } = prompt;

    public int Length => Prompt.Length + ids.Count;

    public int Generated => ids.Count;

    public StopReason? Reason { get; set; }

    /// <summary>Draws the next token.</summary>
    /// <param name="scores">The log-probabilities [vocabulary].</param>
    /// <param name="reasonFor">Why the row ends with a token, apart from stop strings; null if it does not.</param>
    public GeneratedToken Draw(ReadOnlySpan<float> scores, Func<GeneratorRow, int, StopReason?> reasonFor)
    {
        var id = sampler.Draw(scores);
        ids.Add(id);
        logProbabilities.Add(scores[id]);
        Fresh = [id];
        Reason = reasonFor(this, id);
        var text = "";
        if (stream is not null)
        {
            var piece = stream.Next(id);
            text = Reason is null ? scanner.Next(piece) : scanner.Last(piece + stream.Flush());
            if (scanner.Found)
                Reason = StopReason.StopString;
        }

        return new GeneratedToken(number, id, text, scores[id]);
    }

    public Generated Finish(Func<IEnumerable<int>, string> decode)
    {
        var made = ids.ToArray();
        return new Generated(made, [.. logProbabilities], Reason!.Value, new Lazy<string>(() => stream is null ? decode(made) : scanner.Text));
    }
}
