using System.Globalization;
using System.Text;
using Emend.Files;
using Emend.Tensors;

namespace Emend.Pretraining;

/// <summary>Writes a trained model in the layout of Hugging Face checkpoints.</summary>
internal static class ModelExport
{
    /// <summary>The bytes of <c>config.json</c>.</summary>
    public static byte[] Config(PretrainRecipe recipe)
    {
        var shape = recipe.Model;
        var inner = shape.Hidden is { } hidden ? hidden.ToString(CultureInfo.InvariantCulture) : "null";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "architectures": ["GPT2LMHeadModel"],
              "model_type": "gpt2",
              "vocab_size": {{recipe.Vocabulary}},
              "n_positions": {{shape.Context}},
              "n_ctx": {{shape.Context}},
              "n_embd": {{shape.Width}},
              "n_layer": {{shape.Layers}},
              "n_head": {{shape.Heads}},
              "n_inner": {{inner}},
              "activation_function": "gelu_new",
              "layer_norm_epsilon": 1e-05,
              "bos_token_id": 0,
              "eos_token_id": 0,
              "tie_word_embeddings": true,
              "resid_pdrop": 0.0,
              "embd_pdrop": 0.0,
              "attn_pdrop": 0.0,
              "torch_dtype": "float16"
            }

            """));
    }

    /// <summary>Writes config, generation settings and the weights as float16.</summary>
    public static void Save(string folder, PretrainRecipe recipe, ParameterSet parameters)
    {
        AtomicFile.Write(Path.Combine(folder, "config.json"), Config(recipe));
        AtomicFile.Write(Path.Combine(folder, "generation_config.json"), Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{{\n  \"bos_token_id\": 0,\n  \"eos_token_id\": 0,\n  \"max_length\": {recipe.Model.Context}\n}}\n")));
        using var workspace = Workspace.Begin();
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var (name, tensor) in parameters.ToTensors().OrderBy(pair => pair.Key, StringComparer.Ordinal))
            writer.Add(name, tensor, ElementType.Float16);
        writer.Save(Path.Combine(folder, "model.safetensors"));
    }
}
