using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Emend.Files;
using Emend.Models;
using Emend.Models.Families;
using Emend.Pretraining;
using Emend.Tensors;

namespace Emend.Benchmarks.Decoding;

/// <summary>A model of a published shape with random weights, written to a folder of its own and deleted afterwards.</summary>
internal sealed class RandomModel : IDisposable
{
    private const int BlockFloats = 1 << 22;
    private readonly byte[] block = new byte[BlockFloats * sizeof(float)];

    private RandomModel(string config, SafetensorsType type)
    {
        Folder = Directory.CreateTempSubdirectory("emend-random-model-").FullName;
        FillBlock(type);
        var writer = new SafetensorsWriter();
        foreach (var (name, shape) in Weights(config))
            Add(writer, name, shape, type);
        writer.Save(Path.Combine(Folder, Checkpoint.SingleFile));
        File.WriteAllText(Path.Combine(Folder, ModelConfig.FileName), config);
    }

    private RandomModel(string config, SafetensorsType type, string folder, long shardBytes)
    {
        Folder = folder;
        FillBlock(type);
        Directory.CreateDirectory(folder);
        var map = new Dictionary<string, string>();
        var left = new Queue<(string Name, Shape Shape)>(Weights(config));
        for (var shard = 1; left.Count > 0; shard++)
        {
            var (writer, file, bytes) = (new SafetensorsWriter(), $"model-{shard:00000}.safetensors", 0L);
            for (; left.Count > 0 && bytes < shardBytes; bytes += left.Dequeue().Shape.Count * type.Size())
            {
                var (name, shape) = left.Peek();
                Add(writer, name, shape, type);
                map[name] = file;
            }

            writer.Save(Path.Combine(folder, file));
        }

        File.WriteAllText(Path.Combine(folder, Checkpoint.IndexFile), JsonSerializer.Serialize(new Dictionary<string, object> { ["weight_map"] = map }));
        File.WriteAllText(Path.Combine(folder, ModelConfig.FileName), config);
    }

    public string Folder { get; }

    /// <summary>Writes a model of a shape.</summary>
    /// <param name="layers">The number of blocks.</param>
    /// <param name="width">The width of the stream.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="type">How weights are stored.</param>
    public static RandomModel Gpt2(int layers, int width, int heads, SafetensorsType type) => new(
        $$"""
        {"model_type": "gpt2", "vocab_size": 50257, "n_positions": 1024, "n_embd": {{width}}, "n_layer": {{layers}}, "n_head": {{heads}},
         "activation_function": "gelu_new", "layer_norm_epsilon": 1e-05, "eos_token_id": 50256}
        """,
        type);

    /// <summary>Writes a model of GPT-J's width in BF16.</summary>
    /// <param name="layers">The number of blocks; the published model has 28.</param>
    public static RandomModel GptJ(int layers) => new(
        $$"""
        {"model_type": "gptj", "vocab_size": 50400, "n_positions": 2048, "n_embd": 4096, "n_layer": {{layers}}, "n_head": 16, "rotary_dim": 64,
         "activation_function": "gelu_new", "layer_norm_epsilon": 1e-05, "tie_word_embeddings": false, "eos_token_id": 50256}
        """,
        SafetensorsType.BF16);

    /// <summary>Writes a Llama 2 7B in BF16, shard by shard, to a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="layers">The number of blocks; the published model has 32.</param>
    public static RandomModel Llama7B(string folder, int layers) => new(
        $$"""
        {"model_type": "llama", "vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": {{layers}},
         "num_attention_heads": 32, "num_key_value_heads": 32, "max_position_embeddings": 4096, "hidden_act": "silu", "rms_norm_eps": 1e-05,
         "rope_theta": 10000.0, "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": 2}
        """,
        SafetensorsType.BF16,
        folder,
        shardBytes: 2_000_000_000);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static IEnumerable<(string Name, Shape Shape)> Weights(string config)
    {
        var parsed = ModelConfig.Parse(Encoding.UTF8.GetBytes(config), "the shape");
        var family = FamilyList.Of(parsed);
        foreach (var place in family.Map(parsed, family.Read(parsed)).All())
        {
            yield return (place.Name, place.Shape);
            if (place.BiasName is { } bias)
                yield return (bias, [place.Outputs]);
        }
    }

    private void Add(SafetensorsWriter writer, string name, Shape shape, SafetensorsType type) =>
        writer.Add(name, type, shape, stream =>
        {
            for (var left = shape.Count * type.Size(); left > 0; left -= block.Length)
                stream.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
        });

    private void FillBlock(SafetensorsType type)
    {
        const float Spread = 0.02f; // as GPT-2 is initialised
        var random = new RandomStream(1);
        if (type == SafetensorsType.F32)
        {
            foreach (ref var value in MemoryMarshal.Cast<byte, float>(block.AsSpan()))
                value = (float)random.Normal() * Spread;
        }
        else
        {
            foreach (ref var value in MemoryMarshal.Cast<byte, ushort>(block.AsSpan()))
                value = (ushort)(BitConverter.SingleToUInt32Bits((float)random.Normal() * Spread) >> 16); // BF16
        }
    }
}
