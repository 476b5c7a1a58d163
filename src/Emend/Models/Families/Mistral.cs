namespace Emend.Models.Families;

/// <summary>Mistral: Llama with a sliding window in every layer.</summary>
internal static class Mistral
{
    private const int UsualWindow = 4096;

    public static Family Family { get; } = new("mistral", Read, (_, architecture) => LlamaLayout.Map(architecture));

    private static Architecture Read(ModelConfig config)
    {
        var facts = LlamaLayout.Facts(config);
        var window = config.OptionalCount("sliding_window") ?? (config.States("sliding_window") ? null : UsualWindow);
        return facts with { Windows = config.Windows(facts.Layers, window, _ => true) };
    }
}
