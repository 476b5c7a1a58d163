using System.Runtime.InteropServices;
using Emend.Files;
using Emend.Files.Pickle;
using Emend.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Emend.Tests.Files.Pickle;

public sealed class TorchFileFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[] Data = MemoryMarshal.AsBytes<float>([1, 2, 3, 4]).ToArray();

    private static readonly byte[] Pickle = PickleBytes.Dictionary(pickle => pickle.Tensor([2, 2], [1, 2]));

    private static readonly byte[][] Sound =
    [
        PickleBytes.Zip(Pickle, ("m/byteorder", "little"u8.ToArray()), ("m/data/0", Data)),
        PickleBytes.Legacy(PickleBytes.Dictionary(pickle => pickle.Tensor([3], [1], 1, legacy: true)), null, [.. PickleBytes.LittleEndian(4, 8), .. Data]),
    ];

    private static readonly Mutator Mutator = new(
        "cos\nsystem\n", "ctorch\nHalfStorage\n", "ctorch._utils\n_rebuild_tensor_v2\n", "ccollections\nOrderedDict\n", "PK\x01\x02", "PK\x03\x04", "PK\x05\x06",
        "m/data.pkl", "m/data/0", "storage", "cpu", ")R", "(", "t", "\x85", "q\x01", "h\x01", "0", "2", "]a", "}s", "Q", "b", ".", "\u0080\u0002");

    [Fact]
    public void Mutated_Files_Are_Read_Or_Refused()
    {
        var accepted = FuzzRun.Check(Make, ReadAll, error => error is InvalidDataException);
        output.WriteLine($"{FuzzRun.Files} files, {accepted} accepted");
        accepted.ShouldBeInRange(FuzzRun.Files / 200, FuzzRun.Files * 9 / 10);
    }

    /// <summary>Mutates the whole file, or the pickle alone so that the archive around it stays sound.</summary>
    private static byte[] Make(Random random) => random.Next(3) > 0
        ? Mutator.Mutate(Sound[random.Next(Sound.Length)], random)
        : PickleBytes.Zip(Mutator.Mutate(Pickle, random), ("m/data/0", Data));

    private static void ReadAll(string path)
    {
        var file = TorchFile.Open(path);
        foreach (var entry in file.Entries)
        {
            file.CopyTo(entry.Name, Stream.Null);
            if (entry.Type is SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16)
                file.Tensor(entry.Name).Bytes.Length.ShouldBe((int)(entry.Shape.Count * entry.Type.Size()));
        }
    }
}
