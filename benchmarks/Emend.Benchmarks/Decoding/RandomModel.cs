using System.Runtime.InteropServices;
using System.Text;
using Emend.Files;
using Emend.Models;
using Emend.Models.Families;
using Emend.Pretraining;
using Emend.Tensors;

namespace Emend.Benchmarks.Decoding;

/// <summary>A GPT-2 of a published shape with random weights, written to a folder of its own and deleted afterwards.</summary>
internal sealed class RandomModel : IDisposable
{
    private const int BlockFloats = 1 << 22;
    private readonly byte[] block = new byte[BlockFloats * sizeof(float)];

    private RandomModel(string config, SafetensorsType type)
    {
        Folder = Directory.CreateTempSubdirectory("emend-random-model-").FullName;
        FillBlock(type);
        File.WriteAllText(Path.Combine(Folder, ModelConfig.FileName), config);
        var parsed = ModelConfig.Parse(Encoding.UTF8.GetBytes(config), "the shape");
        var family = FamilyList.Of(parsed);
        var writer = new SafetensorsWriter();
        foreach (var place in family.Map(parsed, family.Read(parsed)).All())
        {
            Add(writer, place.Name, place.Shape, type);
            if (place.BiasName is { } bias)
                Add(writer, bias, [place.Outputs], type);
        }

        writer.Save(Path.Combine(Folder, Checkpoint.SingleFile));
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

    public void Dispose() => Directory.Delete(Folder, recursive: true);

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
