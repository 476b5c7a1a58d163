namespace Emend.Models.Families;

/// <summary>Llama 1 to 3, Vicuna and other models of type <c>llama</c>.</summary>
internal static class Llama
{
    public static Family Family { get; } = new("llama", config => LlamaLayout.Facts(config), Map);

    private static WeightMap Map(ModelConfig config, Architecture architecture)
    {
        var attention = config.Flag("attention_bias", false);
        return LlamaLayout.Map(architecture, attention, attention, config.Flag("mlp_bias", false));
    }
}
