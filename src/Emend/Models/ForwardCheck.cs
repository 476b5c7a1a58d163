namespace Emend.Models;

/// <summary>Refuses inputs that a decoder cannot compute, before anything is computed.</summary>
internal static class ForwardCheck
{
    public static void Check(Architecture architecture, ForwardPass pass)
    {
        var input = pass.Input;
        foreach (var site in input.Hooks?.Sites ?? [])
        {
            if (architecture.Missing(site) is { } reason)
                throw new ArgumentException(reason, nameof(pass));
        }

        CheckStart(architecture, input);
        if (input.Source?.Rows != (architecture.Encoder is null ? null : input.Tokens.Rows))
            throw new ArgumentException(architecture.Encoder is null
                ? $"A {architecture.Family} model has no encoder: leave Source empty."
                : $"A {architecture.Family} model reads an encoder: give in Source what it made of {input.Tokens.Rows} prompts.", nameof(pass));
        CheckTokens(architecture, input);
        if (input.StopAt is not null && (architecture.Encoder is not null || input.Hooks?.Last is not { InBlock: true } last || last.Layer < input.StartLayer))
            throw new ArgumentException("StopAt names tokens of the block that the pass stops in: name a site of a block in Hooks.StopAfter, of a model without an encoder.", nameof(pass));
        foreach (var token in (input.LogitsAt ?? []).Concat(input.StopAt ?? []))
        {
            if (token < 0 || token >= input.Tokens.Tokens)
                throw new ArgumentException($"Token {token} is asked for, but the batch has tokens 0 to {input.Tokens.Tokens - 1}.", nameof(pass));
        }

        for (var row = 0; row < input.Tokens.Rows; row++)
            CheckRow(architecture, pass, row);
    }

    private static void CheckStart(Architecture architecture, DecoderInput input)
    {
        if (input.StartLayer < 0 || input.StartLayer > architecture.Layers)
            throw new ArgumentException($"The pass cannot start at layer {input.StartLayer}: the model has layers 0 to {architecture.Layers - 1}.", nameof(input));
        if (input.Hidden is null && input.StartLayer > 0)
            throw new ArgumentException($"A pass that starts at layer {input.StartLayer} needs that layer's input: set Hidden.", nameof(input));
        if (input.Attended is { } attended && (input.Hidden is null || input.StartLayer == architecture.Layers || attended.Shape != [input.Tokens.Tokens, architecture.Width]))
            throw new ArgumentException($"Attended has the shape {attended.Shape}: it goes with Hidden, the input of the same block, and needs the shape [{input.Tokens.Tokens}, {architecture.Width}].", nameof(input));
        if (input.Hidden is { } hidden && hidden.Shape != [input.Tokens.Tokens, architecture.Width])
            throw new ArgumentException($"Hidden has the shape {hidden.Shape}, but the batch needs [{input.Tokens.Tokens}, {architecture.Width}].", nameof(input));
    }

    private static void CheckTokens(Architecture architecture, DecoderInput input)
    {
        foreach (var id in input.Tokens.Ids)
        {
            if (id < 0 || id >= architecture.Vocabulary)
                throw new ArgumentException($"The token {id} does not exist: the vocabulary has tokens 0 to {architecture.Vocabulary - 1}.", nameof(input));
        }
    }

    private static void CheckRow(Architecture architecture, ForwardPass pass, int row)
    {
        var input = pass.Input;
        var past = pass.PastLengths[row];
        var readsPast = input.StartLayer < architecture.Layers; // behind the last block only the head is left
        if (input.Past is { } cache)
        {
            var slot = pass.PastSlots[row];
            if (slot < 0 || slot >= cache.Slots)
                throw new ArgumentException($"Row {row} continues slot {slot}, but the cache has slots 0 to {cache.Slots - 1}.", nameof(pass));
            if (past < 0 || (readsPast && past > cache.Length(slot)))
                throw new ArgumentException($"Row {row} continues {past} tokens of slot {slot}, which holds {cache.Length(slot)}.", nameof(pass));
        }
        else if (past != 0)
        {
            throw new ArgumentException($"Row {row} continues {past} tokens, but there is no cache to continue: set Past.", nameof(pass));
        }

        var length = pass.Length(row);
        var whole = pass.WholeLength(row);
        if (whole < length)
            throw new ArgumentException($"Row {row} has {length} tokens, but {whole} as a whole: WholeLengths counts all of a row.", nameof(pass));
        if (readsPast && past > 0 && input.Past!.IsRotatedOtherwise(pass.PastSlots[row], whole))
            throw new ArgumentException($"Row {row} has {whole} tokens, at which keys are rotated otherwise than in the cache: compute the row without its past.", nameof(pass));
        if (length > architecture.Context)
            throw new ArgumentException($"Row {row} has {length} tokens, but the model's context holds {architecture.Context}: shorten it.", nameof(pass));
    }
}
