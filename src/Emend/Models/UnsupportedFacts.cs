using Emend.Files;

namespace Emend.Models;

/// <summary>
/// Refuses by name what any family's config may state and no family here computes: a model that ran without it would
/// give wrong numbers, not an error.
/// </summary>
internal static class UnsupportedFacts
{
    /// <summary>Looks through a config.</summary>
    /// <param name="config">The config.</param>
    /// <param name="architecture">What its family made of it.</param>
    /// <exception cref="NotSupportedException">The config states something that is not computed; the message names it.</exception>
    public static void Refuse(ModelConfig config, Architecture architecture)
    {
        if (config.Inner("quantization_config") is { } quantized)
        {
            var method = quantized.OptionalText("quant_method");
            throw config.Unsupported($"quantization_config says that the weights are quantised{(method is null ? "" : $" by {Quoted.Text(method)}")}: take the model in float32, float16 or bfloat16.");
        }

        var positions = config.OptionalText("position_embedding_type");
        config.Refuse($"position_embedding_type {Quoted.Text(positions ?? "")}", positions is not (null or "absolute"), "Emend knows absolute positions");
        config.Refuse("pruned_heads", config.Entries("pruned_heads") > 0, "take the model before heads were pruned");
        if (architecture.Rotary is null)
        {
            foreach (var field in (ReadOnlySpan<string>)["rope_scaling", "rope_parameters"])
                config.Refuse(field, config.Inner(field) is not null, $"a {architecture.Family} model does not rotate positions");
        }

        RefuseLayerTypes(config, architecture);
    }

    private static void RefuseLayerTypes(ModelConfig config, Architecture architecture)
    {
        if (architecture.Encoder is not null || config.OptionalTexts("layer_types") is not { } types)
            return;
        for (var layer = 0; layer < types.Length; layer++)
        {
            if (types[layer] != "full_attention" && (types[layer] != "sliding_attention" || architecture.Window(layer) is null))
                throw config.Unsupported($"the layer type {Quoted.Text(types[layer])} is not supported in a {architecture.Family} model.");
        }
    }
}
