namespace Emend.Text.PostProcessors;

/// <summary>Puts special tokens around a text, or around and between a pair, as templates say.</summary>
internal sealed class TemplatePostProcessor(IReadOnlyList<TemplatePiece> single, IReadOnlyList<TemplatePiece> pair) : IPostProcessor
{
    /// <inheritdoc/>
    public int CountAdded(bool isPair) => (isPair ? pair : single).Sum(piece => piece.Tokens.Count);

    /// <inheritdoc/>
    public List<EncodingPart> Process(List<EncodingPart> parts, bool special)
    {
        var result = new List<EncodingPart>();
        foreach (var piece in parts.Count > 1 ? pair : single)
        {
            if (piece.Sequence is { } sequence)
            {
                var part = parts[Math.Min(sequence, parts.Count - 1)];
                part.Change(token => token with { TypeId = piece.TypeId });
                part.SetSequence(sequence);
                result.Add(part);
            }
            else if (special)
                result.Add(new EncodingPart(
                    [.. piece.Tokens.Select(token => new EncodedToken(token.Id, token.Token, default, piece.TypeId, IsSpecial: true))], ""));
        }
        return result;
    }
}
