using Emend.Models;

namespace Emend.Editing.Methods;

/// <summary>
/// A model for which settings were published. It is told from others by its family and shape: the count of layers and the width alone
/// stand in several models. What was trained on from it has both and counts as the same model.
/// </summary>
/// <param name="Name">What people call it.</param>
/// <param name="Family">What <c>config.json</c> calls its family.</param>
/// <param name="Layers">The number of blocks.</param>
/// <param name="Width">The width of the residual stream.</param>
/// <param name="Hidden">The width inside the MLP.</param>
internal sealed record KnownModel(string Name, string Family, int Layers, int Width, int Hidden)
{
    public static readonly KnownModel Gpt2Medium = new("GPT-2 medium", "gpt2", 24, 1024, 4096);
    public static readonly KnownModel Gpt2Large = new("GPT-2 large", "gpt2", 36, 1280, 5120);
    public static readonly KnownModel Gpt2Xl = new("GPT-2 XL", "gpt2", 48, 1600, 6400);
    public static readonly KnownModel GptJ = new("GPT-J 6B", "gptj", 28, 4096, 16384);
    public static readonly KnownModel GptNeoX = new("GPT-NeoX 20B", "gpt_neox", 44, 6144, 24576);
    public static readonly KnownModel Llama2 = new("Llama 2 7B", "llama", 32, 4096, 11008);
    public static readonly KnownModel Llama3 = new("Llama 3 8B", "llama", 32, 4096, 14336);
    public static readonly KnownModel Llama32 = new("Llama 3.2 3B", "llama", 28, 3072, 8192);
    public static readonly KnownModel Mistral = new("Mistral 7B", "mistral", 32, 4096, 14336);
    public static readonly KnownModel Qwen25 = new("Qwen2.5 7B", "qwen2", 28, 3584, 18944);
    public static readonly KnownModel Phi4 = new("Phi-4", "phi3", 40, 5120, 17920);
    public static readonly KnownModel Gemma3 = new("Gemma 3 27B", "gemma3_text", 62, 5376, 21504);
    public static readonly KnownModel T5 = new("T5 3B", "t5", 24, 1024, 16384);

    /// <summary>Whether a model is this one, or was trained on from it.</summary>
    public bool Is(Architecture facts) => facts.Family == Family && facts.Layers == Layers && facts.Width == Width && facts.Hidden == Hidden;
}
