using Emend.Models;
using Emend.Pretraining;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Generation;

/// <summary>
/// Continues prompts together: one pass over all prompts, then passes of one token for each row that still goes on.
/// A beginning that all prompts share is computed once.
/// </summary>
internal sealed class Generator
{
    private readonly LanguageModel model;
    private readonly GenerationOptions options;
    private readonly Action<GeneratedToken>? onToken;
    private readonly GeneratorRow[] rows;
    private readonly KeyValueCache cache;
    private readonly HashSet<int> endTokens;
    private readonly Encoded? encoded; // what the encoder made of the prompts, where there is one
    private Encoded? source; // the rows of it that still go on

    /// <param name="model">The model.</param>
    /// <param name="prompts">What is continued.</param>
    /// <param name="options">How.</param>
    /// <param name="onToken">Is called for each token.</param>
    /// <param name="recorded">The keys and values of the prompts with room for what is generated, where they are computed already.</param>
    public Generator(LanguageModel model, Batch prompts, GenerationOptions options, Action<GeneratedToken>? onToken, KeyValueCache? recorded = null)
    {
        options.Check();
        (this.model, this.options, this.onToken) = (model, options, onToken);
        endTokens = options.StopAtEndOfText ? [.. model.Architecture.EndTokens] : [];
        var random = new RandomStream(options.Seed);
        encoded = model.HasEncoder ? Encode(prompts) : null;
        rows = [.. Enumerable.Range(0, prompts.Rows).Select(row => NewRow(row, encoded is null ? prompts.Row(row).ToArray() : [model.Architecture.StartToken], random.Bits()))];
        var context = model.Architecture.Context;
        var longest = rows.Max(row => row.Length);
        if (longest > context)
            throw new ArgumentException($"A prompt has {longest} tokens, but the context of {model.Name} holds {context}: shorten it.", nameof(prompts));
        cache = recorded ?? new KeyValueCache(model.Architecture, rows.Length, (int)Math.Min(context, (long)longest + options.MaximumTokens));
    }

    /// <summary>Generates; then the cache's memory is given back.</summary>
    /// <param name="cancel">Stops between two tokens.</param>
    /// <param name="firsts">The log-probabilities after the prompts [prompts, vocabulary], where those are recorded.</param>
    public IReadOnlyList<Generated> Run(CancellationToken cancel, Tensor? firsts = null)
    {
        using var pause = Gradients.Off();
        using var finished = cache;
        foreach (var row in rows)
            row.Reason = options.MaximumTokens == 0 ? StopReason.MaximumTokens : row.Length == model.Architecture.Context ? StopReason.ContextFull : null;
        var live = rows.Where(row => row.Reason is null).ToList();
        if (firsts is null)
            ShareBeginning(live);
        else
            live.RemoveAll(row => Draw(row, firsts.Rows(row.Number, 1)) is not null);
        Narrow(live);
        while (live.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            Step(live);
            if (live.RemoveAll(static row => row.Reason is not null) > 0)
                Narrow(live);
        }

        return [.. rows.Select(row => row.Finish(ids => model.Tokenizer.Decode(ids)))];
    }

    private GeneratorRow NewRow(int number, int[] prompt, ulong seed)
    {
        var stream = onToken is not null || options.StopStrings.Count > 0 ? model.Tokenizer.Stream() : null;
        return new GeneratorRow(number, prompt, new TokenSampler(options, seed), stream, new StopScanner(options.StopStrings));
    }

    private void Step(List<GeneratorRow> live)
    {
        using var workspace = Workspace.Begin();
        foreach (var row in live)
        {
            if (cache.IsRotatedOtherwise(row.Number, row.Length))
                StartAnew(row);
        }

        var tokens = Batch.Of(live.ConvertAll(static row => row.Fresh));
        var run = model.Decoder.Forward(new DecoderInput
        {
            Tokens = tokens,
            Source = source,
            Past = cache,
            PastSlots = live.ConvertAll(static row => row.Number),
            Record = cache,
            LogitsAt = tokens.LastTokens,
        });
        var scores = run.Logits.LogSoftmax(); // [rows, vocabulary]
        for (var i = 0; i < live.Count; i++)
            Draw(live[i], scores.Rows(i, 1));
    }

    /// <summary>Draws a row's next token from its log-probabilities [1, vocabulary], and tells why the row ends, if it does.</summary>
    private StopReason? Draw(GeneratorRow row, Tensor scores)
    {
        var token = row.Draw(scores.Values, ReasonFor);
        onToken?.Invoke(token);
        return row.Reason;
    }

    private StopReason? ReasonFor(GeneratorRow row, int id)
    {
        if (endTokens.Contains(id))
            return StopReason.EndOfText;
        if (row.Generated == options.MaximumTokens)
            return StopReason.MaximumTokens;
        return row.Length == model.Architecture.Context ? StopReason.ContextFull : null;
    }

    /// <summary>Computes once what all prompts begin with.</summary>
    private void ShareBeginning(List<GeneratorRow> live)
    {
        if (encoded is not null || live.Count < 2 || live.Exists(row => model.Architecture.IsLong(row.Length)))
            return;
        var first = live[0];
        var shared = live.Min(row => Math.Min(row.Prompt.AsSpan().CommonPrefixLength(first.Prompt), row.Length - 1));
        if (shared == 0)
            return;
        using var workspace = Workspace.Begin();
        model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(first.Prompt[..shared]), Record = cache, RecordSlots = [first.Number], LogitsAt = [] });
        foreach (var row in live)
        {
            if (row != first)
                cache.Copy(first.Number, row.Number, shared);
            row.Fresh = row.Prompt[shared..];
        }
    }

    private Encoded Encode(Batch prompts)
    {
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        return model.Encoder.Forward(new EncoderInput { Tokens = prompts }).Remembering([.. Enumerable.Range(0, prompts.Rows)], 0);
    }

    /// <summary>Keeps of the encoder's output what the live rows read.</summary>
    private void Narrow(List<GeneratorRow> live)
    {
        if (live.Count > 0)
            source = encoded?.Remembering(live.ConvertAll(static row => row.Number), model.Architecture.Layers);
    }

    private void StartAnew(GeneratorRow row)
    {
        cache.Truncate(row.Number, 0);
        row.Fresh = row.All;
    }
}
