using Emend.Tensors.Operations;

namespace Emend.Models.Families;

/// <summary>BERT: word, position and segment embeddings; heads for masked tokens and for classes.</summary>
internal static class Bert
{
    public static Family Family { get; } = new("bert", Read, Map);

    /// <summary>The names of the blocks, which RoBERTa shares.</summary>
    public static WeightMap Blocks(Architecture architecture, string prefix) => new WeightMap(architecture, prefix)
        .Add(WeightRole.TokenEmbedding, "embeddings.word_embeddings")
        .Add(WeightRole.PositionEmbedding, "embeddings.position_embeddings")
        .Add(WeightRole.TokenTypeEmbedding, "embeddings.token_type_embeddings")
        .Add(WeightRole.EmbeddingNorm, "embeddings.LayerNorm", bias: true)
        .Add(WeightRole.Query, "encoder.layer.{}.attention.self.query", bias: true)
        .Add(WeightRole.Key, "encoder.layer.{}.attention.self.key", bias: true)
        .Add(WeightRole.Value, "encoder.layer.{}.attention.self.value", bias: true)
        .Add(WeightRole.AttentionOutput, "encoder.layer.{}.attention.output.dense", bias: true)
        .Add(WeightRole.AttentionNorm, "encoder.layer.{}.attention.output.LayerNorm", bias: true)
        .Add(WeightRole.MlpUp, "encoder.layer.{}.intermediate.dense", bias: true)
        .Add(WeightRole.MlpDown, "encoder.layer.{}.output.dense", bias: true)
        .Add(WeightRole.MlpNorm, "encoder.layer.{}.output.LayerNorm", bias: true);

    private static Architecture Read(ModelConfig config)
    {
        config.Refuse("is_decoder", config.Flag("is_decoder", false), "Emend runs BERT as an encoder");
        var facts = BertLayout.Facts(config, ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_act"));
        var head = facts.EncoderHead!;
        return facts with
        {
            TokenTypes = config.OptionalCount("type_vocab_size") ?? 2,
            EncoderHead = head.Classes > 0 ? head with { Activation = Activation.Tanh } : head,
        };
    }

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var map = Blocks(architecture, "bert.");
        if (architecture.EncoderHead!.PredictsTokens)
        {
            map.AddAsNamed(WeightRole.HeadTransform, "cls.predictions.transform.dense.weight", "cls.predictions.transform.dense.bias")
                .AddAsNamed(WeightRole.HeadNorm, "cls.predictions.transform.LayerNorm.weight", "cls.predictions.transform.LayerNorm.bias")
                .AddHead("cls.predictions.decoder.weight", "cls.predictions.bias");
        }
        else if (architecture.EncoderHead.Classes > 0)
        {
            map.Add(WeightRole.HeadTransform, "pooler.dense", bias: true)
                .AddAsNamed(WeightRole.Classifier, "classifier.weight", "classifier.bias");
        }

        return map;
    }
}
