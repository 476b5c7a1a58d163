using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using Emend.Files.Pickle;

namespace Emend.Tests.Files.Pickle;

/// <summary>Writes pickles instruction by instruction, sound ones and those that no torch would write.</summary>
internal sealed class PickleBytes
{
    private readonly List<byte> bytes = [];

    public static byte[] Magic => new PickleBytes().Proto().Op(PickleOpcode.Long1).Raw([10, .. BigInteger.Parse("119547037146038801333356", null).ToByteArray()]).Stop();

    public PickleBytes Raw(params ReadOnlySpan<byte> more)
    {
        bytes.AddRange(more);
        return this;
    }

    public PickleBytes Op(params ReadOnlySpan<PickleOpcode> opcodes)
    {
        foreach (var opcode in opcodes)
            bytes.Add((byte)opcode);
        return this;
    }

    public PickleBytes Proto() => Op(PickleOpcode.Proto).Raw(2);

    public PickleBytes Global(string module, string name) => Op(PickleOpcode.Global).Raw(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));

    public PickleBytes Text(string text) => Op(PickleOpcode.BinUnicode).Raw(LittleEndian(Encoding.UTF8.GetByteCount(text), 4)).Raw(Encoding.UTF8.GetBytes(text));

    public PickleBytes Number(long number) => Op(PickleOpcode.Long1).Raw(8).Raw(LittleEndian(number, 8));

    public PickleBytes Tuple(params ReadOnlySpan<long> numbers)
    {
        Op(PickleOpcode.Mark);
        foreach (var number in numbers)
            Number(number);
        return Op(PickleOpcode.Tuple);
    }

    public PickleBytes Storage(string key, long count, string type = "FloatStorage", bool legacy = false)
    {
        Op(PickleOpcode.Mark).Text("storage").Global("torch", type).Text(key).Text("cpu").Number(count);
        return (legacy ? Op(PickleOpcode.None) : this).Op(PickleOpcode.Tuple, PickleOpcode.BinPersId);
    }

    /// <summary>A tensor over a storage of four elements called 0.</summary>
    public PickleBytes Tensor(long[] extents, long[] strides, long offset = 0, long count = 4, string key = "0", string type = "FloatStorage", bool legacy = false) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op(PickleOpcode.Mark).Storage(key, count, type, legacy).Number(offset).Tuple(extents).Tuple(strides)
            .Op(PickleOpcode.NewFalse).Global("collections", "OrderedDict").Op(PickleOpcode.EmptyTuple, PickleOpcode.Reduce, PickleOpcode.Tuple, PickleOpcode.Reduce);

    public byte[] Stop() => [.. bytes, (byte)PickleOpcode.Stop];

    /// <summary>A state dictionary of one tensor, made by <paramref name="tensor"/>.</summary>
    public static byte[] Dictionary(Func<PickleBytes, PickleBytes> tensor) =>
        tensor(new PickleBytes().Proto().Op(PickleOpcode.EmptyDict).Text("w")).Op(PickleOpcode.SetItem).Stop();

    /// <summary>An archive as torch writes it: a pickle and storages.</summary>
    public static byte[] Zip(byte[] pickle, params (string Name, byte[] Content)[] files) => Zip(CompressionLevel.NoCompression, [("m/data.pkl", pickle), .. files]);

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The older format: four pickles, the list of storages, their bytes.</summary>
    public static byte[] Legacy(byte[] pickle, byte[]? keys = null, params ReadOnlySpan<byte> data) =>
    [
        .. Magic, .. new PickleBytes().Proto().Number(1001).Stop(),
        .. new PickleBytes().Proto().Op(PickleOpcode.EmptyDict).Text("little_endian").Op(PickleOpcode.NewTrue, PickleOpcode.SetItem).Stop(),
        .. pickle, .. keys ?? new PickleBytes().Proto().Op(PickleOpcode.EmptyList).Text("0").Op(PickleOpcode.Append).Stop(), .. data,
    ];

    public static byte[] LittleEndian(long number, int length)
    {
        var field = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(field, number);
        return field[..length];
    }
}
