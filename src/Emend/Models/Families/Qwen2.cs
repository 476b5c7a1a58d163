namespace Emend.Models.Families;

/// <summary>Qwen 2 and 2.5: Llama with biases on queries, keys and values; its upper layers may have a window.</summary>
internal static class Qwen2
{
    public static Family Family { get; } = new(
        "qwen2",
        config => WithWindows(config, LlamaLayout.Facts(config)),
        (_, architecture) => LlamaLayout.Map(architecture, queryKeyValueBias: true));

    /// <summary>The windows of Qwen's layers: from <c>max_window_layers</c> on, if they are switched on.</summary>
    public static Architecture WithWindows(ModelConfig config, Architecture facts)
    {
        const int UsualWindow = 4096;
        const int UsualFullLayers = 28;
        var window = config.Flag("use_sliding_window", false) ? config.OptionalCount("sliding_window") ?? UsualWindow : (int?)null;
        var full = config.OptionalIndex("max_window_layers") ?? UsualFullLayers;
        return facts with { Windows = config.Windows(facts.Layers, window, layer => layer >= full) };
    }
}
