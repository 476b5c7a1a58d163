using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tracing;

/// <summary>
/// Corrupted rows from a restored token on: for each of some tokens one row for each sample, with the token itself and
/// what follows it. What stands before a restored token never changes and is read from the corrupted run.
/// </summary>
internal sealed class RestoredRows
{
    private readonly LanguageModel model;
    private readonly CorruptedRun corrupted;
    private readonly int[] tokens;  // the restored token of each row
    private readonly int[] samples; // the sample of each row
    private readonly int[] places;  // where each flat token of the rows stands in the corrupted run
    private readonly Batch tails;

    public RestoredRows(LanguageModel model, CorruptedRun corrupted, IReadOnlyList<int> restored)
    {
        this.model = model;
        this.corrupted = corrupted;
        var prompt = corrupted.Prompt.Tokens;
        tokens = [.. restored.SelectMany(token => Enumerable.Repeat(token, corrupted.Samples))];
        samples = [.. restored.SelectMany(_ => Enumerable.Range(0, corrupted.Samples))];
        tails = Batch.Of([.. tokens.Select(token => (IReadOnlyList<int>)[.. prompt.Skip(token)])]);
        places = [.. tokens.SelectMany((token, row) => Enumerable.Range((samples[row] * prompt.Count) + token, prompt.Count - token))];
        First = [.. Enumerable.Range(0, tails.Rows).Select(tails.Start)];
    }

    /// <summary>Where the restored token of each row stands in the flat values of the rows.</summary>
    public int[] First { get; }

    /// <summary>For each row the value of its restored token [rows, width], from the values of the prompt's tokens [tokens, width].</summary>
    public Tensor OfTokens(Tensor values) => values.GatherRows(tokens);

    /// <summary>The corrupted outputs of a block, with other values at the restored tokens [flat tokens, width].</summary>
    /// <param name="layer">The block.</param>
    /// <param name="restored">The values at the restored tokens [rows, width].</param>
    public Tensor Behind(int layer, Tensor restored) => corrupted.State(layer).GatherRows(places).ReplaceRows(First, restored);

    /// <summary>
    /// The outputs of a block at the restored tokens alone when the output of its MLP or attention there is another: no other
    /// token's output of this block depends on it.
    /// </summary>
    /// <param name="site">The output of the block's MLP or attention.</param>
    /// <param name="value">Its value at the restored tokens [rows, width].</param>
    /// <returns>[rows, width].</returns>
    public Tensor Enter(Site site, Tensor value)
    {
        var end = Site.ResidPost(site.Layer);
        return model.Decoder.Forward(new DecoderInput
        {
            Tokens = Batch.Of([.. tokens.Select(token => (IReadOnlyList<int>)[corrupted.Prompt.Tokens[token]])]),
            StartLayer = site.Layer,
            Hidden = corrupted.State(site.Layer - 1).GatherRows([.. First.Select(first => places[first])]),
            Past = corrupted.Past,
            PastSlots = samples,
            PastLengths = tokens,
            WholeLengths = [.. Enumerable.Repeat(corrupted.Prompt.Tokens.Count, tokens.Length)],
            LogitsAt = [],
            Hooks = new Hooks().Change(site, _ => value).Keep(end).StopAfter(end),
        })[end];
    }

    /// <summary>Goes on to the logits after the last token of each row.</summary>
    /// <param name="layer">The first block to compute.</param>
    /// <param name="hidden">Its input [flat tokens, width].</param>
    /// <param name="hooks">What is changed and kept on the way.</param>
    public Run Continue(int layer, Tensor hidden, Hooks? hooks = null) => model.Decoder.Forward(new DecoderInput
    {
        Tokens = tails,
        StartLayer = layer,
        Hidden = hidden,
        Past = corrupted.Past,
        PastSlots = samples,
        PastLengths = tokens,
        LogitsAt = tails.LastTokens,
        Hooks = hooks,
    });

    /// <summary>Writes the mean probability of an answer after each restored token to a table's layer.</summary>
    public void Score(Run run, int answer, TraceTable table, int layer)
    {
        var probabilities = run.Logits.Softmax(); // [rows, vocabulary]
        for (var row = 0; row < tokens.Length; row += corrupted.Samples)
            table[tokens[row], layer] = CorruptedRun.MeanOf(probabilities.Rows(row, corrupted.Samples), answer);
    }
}
