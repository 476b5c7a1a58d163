namespace Emend.Models;

/// <summary>What an encoder computes in one pass.</summary>
public sealed record EncoderInput
{
    /// <summary>The rows.</summary>
    public required Batch Tokens { get; init; }

    /// <summary>The segment of each token, all rows end to end, where the model has segments; null for the first.</summary>
    public IReadOnlyList<int>? TokenTypes { get; init; }

    /// <summary>What is kept and changed, and where the pass ends.</summary>
    public Hooks? Hooks { get; init; }

    /// <summary>The tokens of encoded texts, with their segments.</summary>
    public static EncoderInput Of(params IReadOnlyList<Text.Encoding> texts) => new()
    {
        Tokens = Batch.Of([.. texts.Select(text => text.Ids)]),
        TokenTypes = [.. texts.SelectMany(text => text.TypeIds)],
    };
}
