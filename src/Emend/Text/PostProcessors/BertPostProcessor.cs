namespace Emend.Text.PostProcessors;

/// <summary>BERT's special tokens, <c>[CLS] A [SEP] B [SEP]</c>, the second text in a segment of its own.</summary>
internal static class BertPostProcessor
{
    /// <summary>A post-processor with these special tokens.</summary>
    public static TemplatePostProcessor Create((string Token, int Id) separator, (string Token, int Id) classification)
    {
        TemplatePiece[] single = [new(null, [classification], 0), new(0, [], 0), new(null, [separator], 0)];
        return new TemplatePostProcessor(single, [.. single, new(1, [], 1), new(null, [separator], 1)]);
    }
}
