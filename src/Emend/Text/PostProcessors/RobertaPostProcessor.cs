namespace Emend.Text.PostProcessors;

/// <summary>RoBERTa's special tokens, <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>, all in one segment; leaves white space out of the offsets where asked.</summary>
internal sealed class RobertaPostProcessor(
    (string Token, int Id) separator, (string Token, int Id) beginning, bool trimOffsets, bool addPrefixSpace) : IPostProcessor
{
    private readonly TemplatePostProcessor template = new(
        [Special(beginning), Text(0), Special(separator)],
        [Special(beginning), Text(0), Special(separator), Special(separator), Text(1), Special(separator)]);

    private readonly ByteLevelPostProcessor trimming = new(addPrefixSpace, trimOffsets);

    /// <inheritdoc/>
    public int CountAdded(bool pair) => template.CountAdded(pair);

    /// <inheritdoc/>
    public List<EncodingPart> Process(List<EncodingPart> parts, bool special)
    {
        parts = trimming.Process(parts, special);
        foreach (var part in parts)
            part.ChangeAll(static token => token with { TypeId = 0 });
        return template.Process(parts, special);
    }

    private static TemplatePiece Special((string Token, int Id) token) => new(null, [token], 0);

    private static TemplatePiece Text(int sequence) => new(sequence, [], 0);
}
