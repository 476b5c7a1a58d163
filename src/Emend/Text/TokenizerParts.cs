using Emend.Text.Chat;
using Emend.Text.Decoders;
using Emend.Text.Models;
using Emend.Text.Normalizers;
using Emend.Text.PostProcessors;
using Emend.Text.PreTokenizers;

namespace Emend.Text;

/// <summary>What a tokenizer is made of, as its file declares it.</summary>
internal sealed record TokenizerParts
{
    public required IModel Model { get; init; }

    public INormalizer? Normalizer { get; init; }

    public IPreTokenizer? PreTokenizer { get; init; }

    public IPostProcessor? PostProcessor { get; init; }

    public IDecoder? Decoder { get; init; }

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>The ids of marks that no text contains and that are no added tokens.</summary>
    public IReadOnlySet<int> ControlIds { get; init; } = new HashSet<int>();

    public TruncationOptions? Truncation { get; init; }

    public PaddingOptions? Padding { get; init; }

    public SpecialTokens Special { get; init; } = new();

    /// <summary>How a conversation is written; null where the files do not say. Read when it is first used: a template is no reason not to load a tokenizer.</summary>
    public Lazy<ChatTemplate>? ChatTemplate { get; init; }

    /// <summary>Whether decoding removes the spaces before punctuation and contractions.</summary>
    public bool CleanUpSpaces { get; init; }
}
