using System.Buffers.Binary;
using Emend.Files;
using Emend.Tensors;
using Emend.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Emend.Tests.Files;

public sealed class SafetensorsFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[][] Sound = [Mixed(), Empty(), EditFileOf()];

    private static readonly Mutator Mutator = new(
        "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F32\"", "\"BF16\"", "\"I64\"", "\"U8\"", "\"BOOL\"", "\"F8_E4M3\"",
        "\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},", "\"shape\":[0],", "[0,0]", "\"left.w\"", "\"edit\"");

    [Fact]
    public void Mutated_Files_Are_Read_Or_Refused()
    {
        var accepted = FuzzRun.Check(Make, path => ReadAll(SafetensorsFile.Open(path)), error => error is InvalidDataException);
        output.WriteLine($"{FuzzRun.Files} files, {accepted} accepted");
        accepted.ShouldBeInRange(FuzzRun.Files / 100, FuzzRun.Files * 9 / 10);
    }

    [Fact]
    public void Mutated_Edit_Files_Are_Read_Or_Refused()
    {
        FuzzRun.Check(random => Make(Sound[2], random), path => Edit.Load(path).Deltas.ToList().ForEach(delta => _ = delta.Norm), error => error is InvalidDataException, FuzzRun.Files / 4)
            .ShouldBeGreaterThan(0);
    }

    private static byte[] Make(Random random) => Make(Sound[random.Next(Sound.Length)], random);

    /// <summary>Mutates the header, and mostly makes its length right again so that the reader gets to see it.</summary>
    private static byte[] Make(byte[] sound, Random random)
    {
        if (random.Next(4) == 0)
            return Mutator.Mutate(sound, random);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(sound);
        var header = Mutator.Mutate(sound[8..(8 + length)], random);
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        return [.. bytes, .. header, .. sound[(8 + length)..]];
    }

    private static void ReadAll(SafetensorsFile file)
    {
        foreach (var entry in file.Entries)
        {
            file.CopyTo(entry.Name, Stream.Null);
            switch (entry.Type)
            {
                case SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16:
                    file.Tensor(entry.Name).Bytes.Length.ShouldBe((int)entry.Length);
                    file.Doubles(entry.Name).LongLength.ShouldBe(entry.Shape.Count);
                    break;
                case SafetensorsType.F64:
                    file.Doubles(entry.Name).LongLength.ShouldBe(entry.Shape.Count);
                    break;
                case SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 or SafetensorsType.I16 or SafetensorsType.I32 or SafetensorsType.I64:
                    file.Integers(entry.Name).LongLength.ShouldBe(entry.Shape.Count);
                    break;
            }
        }
    }

    private static byte[] Mixed() => Bytes(new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt", ["note"] = "é\"\\" })
        .Add("transformer.h.0.mlp.c_proj.weight", Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], [2, 3]))
        .Add("half", Tensor.From([1f, 2f], [2]), ElementType.Float16)
        .Add("brain", Tensor.From([1f, 2f], [1, 2]), ElementType.BFloat16)
        .Add("ids", [1L, 2L], [2])
        .Add("double", [1.0], [])
        .Add("flags", SafetensorsType.Bool, [3], stream => stream.Write([1, 0, 1]))
        .Add("none", SafetensorsType.I32, [0, 4], _ => { }));

    private static byte[] Empty() => Bytes(new SafetensorsWriter());

    private static byte[] EditFileOf()
    {
        var edit = new Edit(
            new EditRecord { Method = "rome", Requests = [new("{} is", "Fact", "true")] },
            [WeightDelta.LowRank("w", Tensor.From([1f, 2f], [2, 1]), Tensor.From([3f, 4f], [1, 2])), WeightDelta.Full("b", Tensor.From([5f], [1]))]);
        using var folder = new TemporaryFolder();
        edit.Save(folder["edit"]);
        return File.ReadAllBytes(folder["edit"]);
    }

    private static byte[] Bytes(SafetensorsWriter writer)
    {
        using var stream = new MemoryStream();
        writer.WriteTo(stream);
        return stream.ToArray();
    }
}
