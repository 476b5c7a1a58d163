using Emend.Tensors.Operations;

namespace Emend.Models.Families;

/// <summary>RoBERTa: BERT whose positions begin behind the padding's, with heads of its own.</summary>
internal static class Roberta
{
    public static Family Family { get; } = new("roberta", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        config.Refuse("is_decoder", config.Flag("is_decoder", false), "Emend runs RoBERTa as an encoder");
        var padding = config.OptionalIndex("pad_token_id") ?? 1;
        var facts = BertLayout.Facts(config, ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_act"), padding + 1);
        var head = facts.EncoderHead!;
        return facts with
        {
            TokenTypes = config.OptionalCount("type_vocab_size") ?? 1,
            EncoderHead = head with { Activation = head.Classes > 0 ? Activation.Tanh : Activation.Gelu },
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var map = Bert.Blocks(architecture, "roberta.");
        if (architecture.EncoderHead!.PredictsTokens)
        {
            map.AddAsNamed(WeightRole.HeadTransform, "lm_head.dense.weight", "lm_head.dense.bias")
                .AddAsNamed(WeightRole.HeadNorm, "lm_head.layer_norm.weight", "lm_head.layer_norm.bias")
                .AddHead("lm_head.decoder.weight", "lm_head.bias");
        }
        else if (architecture.EncoderHead.Classes > 0)
        {
            map.AddAsNamed(WeightRole.HeadTransform, "classifier.dense.weight", "classifier.dense.bias")
                .AddAsNamed(WeightRole.Classifier, "classifier.out_proj.weight", "classifier.out_proj.bias");
        }

        return map;
    }
}
