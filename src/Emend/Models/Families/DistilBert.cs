using Emend.Tensors.Operations;

namespace Emend.Models.Families;

/// <summary>DistilBERT: BERT without segments, with its own names.</summary>
internal static class DistilBert
{
    public static Family Family { get; } = new("distilbert", Read, Map);

    private static Architecture Read(ModelConfig config)
    {
        var facts = BertLayout.Facts(config, ("dim", "n_layers", "n_heads", "hidden_dim", "activation"));
        var head = facts.EncoderHead!;
        return facts with
        {
            Norm = new NormFacts { Epsilon = 1e-12f }, // the config does not state it
            EncoderHead = head.Classes > 0 ? head with { Activation = Activation.Relu } : head,
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var map = new WeightMap(architecture, "distilbert.")
            .Add(WeightRole.TokenEmbedding, "embeddings.word_embeddings")
            .Add(WeightRole.PositionEmbedding, "embeddings.position_embeddings")
            .Add(WeightRole.EmbeddingNorm, "embeddings.LayerNorm", bias: true)
            .Add(WeightRole.Query, "transformer.layer.{}.attention.q_lin", bias: true)
            .Add(WeightRole.Key, "transformer.layer.{}.attention.k_lin", bias: true)
            .Add(WeightRole.Value, "transformer.layer.{}.attention.v_lin", bias: true)
            .Add(WeightRole.AttentionOutput, "transformer.layer.{}.attention.out_lin", bias: true)
            .Add(WeightRole.AttentionNorm, "transformer.layer.{}.sa_layer_norm", bias: true)
            .Add(WeightRole.MlpUp, "transformer.layer.{}.ffn.lin1", bias: true)
            .Add(WeightRole.MlpDown, "transformer.layer.{}.ffn.lin2", bias: true)
            .Add(WeightRole.MlpNorm, "transformer.layer.{}.output_layer_norm", bias: true);
        if (architecture.EncoderHead!.PredictsTokens)
        {
            map.AddAsNamed(WeightRole.HeadTransform, "vocab_transform.weight", "vocab_transform.bias")
                .AddAsNamed(WeightRole.HeadNorm, "vocab_layer_norm.weight", "vocab_layer_norm.bias")
                .AddHead("vocab_projector.weight", "vocab_projector.bias");
        }
        else if (architecture.EncoderHead.Classes > 0)
        {
            map.AddAsNamed(WeightRole.HeadTransform, "pre_classifier.weight", "pre_classifier.bias")
                .AddAsNamed(WeightRole.Classifier, "classifier.weight", "classifier.bias");
        }

        return map;
    }
}
