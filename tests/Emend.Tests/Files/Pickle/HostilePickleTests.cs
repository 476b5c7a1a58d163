using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Emend.Files.Pickle;
using static Emend.Files.Pickle.PickleOpcode;

namespace Emend.Tests.Files.Pickle;

/// <summary>Files made to harm whoever unpickles them: each is refused with one sentence, at once, in little memory.</summary>
public sealed class HostilePickleTests : IDisposable
{
    private static readonly byte[] Data = new byte[16];

    private readonly TemporaryFolder folder = new();

    private static readonly Dictionary<string, (Func<byte[]> File, string Why)> Cases = new()
    {
        ["os.system"] = (() => Calls("os", "system"), "'os.system'"),
        ["posix.system"] = (() => Calls("posix", "system"), "'posix.system'"),
        ["nt.system"] = (() => Calls("nt", "system"), "'nt.system'"),
        ["builtins.eval"] = (() => Calls("builtins", "eval"), "'builtins.eval'"),
        ["builtins.exec"] = (() => Calls("builtins", "exec"), "'builtins.exec'"),
        ["builtins.getattr"] = (() => Calls("builtins", "getattr"), "'builtins.getattr'"),
        ["__builtin__.eval"] = (() => Calls("__builtin__", "eval"), "'__builtin__.eval'"),
        ["subprocess.Popen"] = (() => Calls("subprocess", "Popen"), "'subprocess.Popen'"),
        ["importlib.import_module"] = (() => Calls("importlib", "import_module"), "'importlib.import_module'"),
        ["runpy._run_code"] = (() => Calls("runpy", "_run_code"), "'runpy._run_code'"),
        ["webbrowser.open"] = (() => Calls("webbrowser", "open"), "'webbrowser.open'"),
        ["functools.partial"] = (() => Calls("functools", "partial"), "'functools.partial'"),
        ["torch.load"] = (() => Calls("torch", "load"), "'torch.load'"),
        ["a pickle in a pickle"] = (() => Calls("torch.storage", "_load_from_bytes"), "'torch.storage._load_from_bytes'"),
        ["a subclass of tensors"] = (() => Calls("torch._tensor", "_rebuild_from_type_v2"), "'torch._tensor._rebuild_from_type_v2'"),
        ["numpy arrays"] = (() => Calls("numpy.core.multiarray", "_reconstruct"), "'numpy.core.multiarray._reconstruct'"),
        ["an attribute of a known name"] = (() => Calls("collections", "OrderedDict.__reduce_ex__"), "'collections.OrderedDict.__reduce_ex__'"),
        ["os.system before torch's magic"] = (() => new PickleBytes().Proto().Global("os", "system").Text("id").Op(Tuple1, Reduce).Stop(), "'os.system'"),
        ["os.system in text form"] = (() => Encoding.ASCII.GetBytes("cos\nsystem\n(S'id'\ntR."), "'os.system'"),
        ["os.system by INST"] = (() => Encoding.ASCII.GetBytes("(ios\nsystem\n."), "'os.system'"),
        ["os.system by STACK_GLOBAL"] = (() => Zip(new PickleBytes().Proto().Text("os").Text("system").Op(StackGlobal, EmptyTuple, Reduce).Stop()), "'os.system'"),
        ["OBJ"] = (() => Zip(new PickleBytes().Proto().Op(Mark).Global("collections", "OrderedDict").Op(Obj).Stop()), "instruction Obj"),
        ["NEWOBJ"] = (() => Zip(new PickleBytes().Proto().Global("collections", "OrderedDict").Op(EmptyTuple, NewObj).Stop()), "instruction NewObj"),
        ["the registry of extensions"] = (() => Zip(new PickleBytes().Proto().Op(Ext1).Raw(1).Stop()), "instruction Ext1"),
        ["an unknown instruction"] = (() => Zip(new PickleBytes().Proto().Raw(0xFF).Stop()), "instruction 255"),
        ["a persistent id as text"] = (() => Zip(new PickleBytes().Proto().Op(PersId).Raw("x\n"u8).Stop()), "instruction PersId"),
        ["a class as storage"] = (() => Zip(new PickleBytes().Proto().Text("os").Op(BinPersId).Stop()), "names a storage"),
        ["BUILD on a tensor"] = (() => ZipOf(pickle => pickle.Tensor([4], [1]).Op(EmptyDict, Build)), "needs a dictionary"),
        ["BUILD with __setstate__"] = (() => ZipOf(pickle => pickle.Op(EmptyDict).Text("x").Op(Build)), "other than a dictionary"),
        ["a call of a tensor"] = (() => ZipOf(pickle => pickle.Tensor([4], [1]).Op(EmptyTuple, Reduce)), "no function"),
        ["a million nested lists"] = (() => Zip(Nested(1_000_000)), "no dictionary of tensors|does not hold"),
        ["a million nested tuples"] = (() => Zip(new PickleBytes().Proto().Op(EmptyTuple).Op(Many(Tuple1, 1_000_000)).Stop()), "does not hold"),
        ["a billion laughs"] = (() => Zip(Laughs()), "does not hold"),
        ["a dictionary in itself"] = (() => Zip(new PickleBytes().Proto().Op(EmptyDict, BinPut).Raw(0).Text("x").Op(BinGet).Raw(0).Op(SetItem).Stop()), "holds no tensors but 'x'"),
        ["a memo at the largest index"] = (() => Zip(new PickleBytes().Proto().Op(EmptyList, LongBinPut).Raw(0xFF, 0xFF, 0xFF, 0xFF).Stop()), "does not hold"),
        ["a value never kept"] = (() => Zip(new PickleBytes().Proto().Op(BinGet).Raw(7).Stop()), "never kept"),
        ["five million values"] = (() => Zip(new PickleBytes().Proto().Op(Many(None, 5_000_000)).Stop()), "more than 4000000 values"),
        ["an integer of 4 GB"] = (() => Zip(new PickleBytes().Proto().Op(Long4).Raw(0xFF, 0xFF, 0xFF, 0xFF).Stop()), "integer of 4294967295 bytes"),
        ["a text of 2⁶⁴ bytes"] = (() => Zip(new PickleBytes().Proto().Op(BinUnicode8).Raw(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF).Stop()), "claims a text"),
        ["a text longer than the file"] = (() => Zip(new PickleBytes().Proto().Op(BinUnicode).Raw(0xFF, 0xFF, 0, 0).Stop()), "truncated"),
        ["a line without end"] = (() => Zip(new PickleBytes().Proto().Op(Global).Raw(new byte[100_000]).Stop()), "line of more than"),
        ["a stack that is empty"] = (() => Zip(new PickleBytes().Proto().Op(Pop).Stop()), "where there is none"),
        ["a mark never set"] = (() => Zip(new PickleBytes().Proto().Op(PickleOpcode.Tuple).Stop()), "mark that it never set"),
        ["a storage of 2⁶² elements"] = (() => ZipOf(pickle => pickle.Tensor([4], [1], count: 1L << 62)), "more than the file has bytes for"),
        ["a storage larger than its bytes"] = (() => ZipOf(pickle => pickle.Tensor([4], [1], count: 8)), "shall have 32 bytes, but 16"),
        ["a storage smaller than its bytes"] = (() => ZipOf(pickle => pickle.Tensor([2], [1], count: 2)), "shall have 8 bytes, but 16"),
        ["a storage described twice"] = (() => ZipOf(pickle => pickle.Tensor([4], [1]).Op(Pop).Tensor([4], [1], type: "IntStorage")), "described in two ways"),
        ["a storage outside the archive"] = (() => ZipOf(pickle => pickle.Tensor([4], [1], key: "../../etc/passwd")), "has no storage"),
        ["an offset beyond the storage"] = (() => ZipOf(pickle => pickle.Tensor([1], [1], offset: 4)), "reaches to element 4"),
        ["a negative offset"] = (() => ZipOf(pickle => pickle.Tensor([1], [1], offset: -1)), "reaches to element"),
        ["a stride beyond the storage"] = (() => ZipOf(pickle => pickle.Tensor([2, 2], [3, 1])), "reaches to element 4"),
        ["a negative stride"] = (() => ZipOf(pickle => pickle.Tensor([2], [-1], offset: 1)), "stride that is not a number"),
        ["a negative extent"] = (() => ZipOf(pickle => pickle.Tensor([-2, -2], [2, 1])), "extent or a stride"),
        ["strides that overflow"] = (() => ZipOf(pickle => pickle.Tensor([int.MaxValue, int.MaxValue], [long.MaxValue, long.MaxValue])), "reaches to element"),
        ["an element repeated 2⁶² times"] = (() => ZipOf(pickle => pickle.Tensor([int.MaxValue, int.MaxValue], [0, 0])), "over a storage of 4"),
        ["twenty dimensions"] = (() => ZipOf(pickle => pickle.Tensor([.. Enumerable.Repeat(1L, 20)], [.. Enumerable.Repeat(1L, 20)])), "20 extents"),
        ["fewer strides than extents"] = (() => ZipOf(pickle => pickle.Tensor([2, 2], [1])), "1 strides"),
        ["a complex type"] = (() => ZipOf(pickle => pickle.Tensor([2], [1], type: "ComplexFloatStorage")), "'torch.ComplexFloatStorage'"),
        ["a quantized type"] = (() => ZipOf(pickle => pickle.Tensor([16], [1], count: 16, type: "QInt8Storage")), "'torch.QInt8Storage'"),
        ["a zip bomb"] = (() => PickleBytes.Zip(CompressionLevel.SmallestSize, ("m/data.pkl", PickleBytes.Dictionary(pickle => pickle.Tensor([4], [1]))), ("m/data/0", new byte[100_000_000])), "compressed"),
        ["a compressed pickle"] = (() => PickleBytes.Zip(CompressionLevel.SmallestSize, ("m/data.pkl", new byte[50_000_000])), "compressed"),
        ["a name that leads out"] = (() => PickleBytes.Zip(Sound, ("m/data/0", Data), ("../../home/user/.bashrc", Data)), "leads elsewhere"),
        ["a name from the root"] = (() => PickleBytes.Zip(Sound, ("m/data/0", Data), ("/etc/passwd", Data)), "leads elsewhere"),
        ["a name of Windows"] = (() => PickleBytes.Zip(Sound, ("m/data/0", Data), ("..\\x", Data)), "leads elsewhere"),
        ["two files of one name"] = (() => PickleBytes.Zip(Sound, ("m/data/0", Data), ("m/data/0", Data)), "two files with the name"),
        ["two pickles"] = (() => PickleBytes.Zip(Sound, ("m/data/0", Data), ("n/data.pkl", Sound)), "2 pickles"),
        ["no pickle"] = (() => PickleBytes.Zip(CompressionLevel.NoCompression, ("m/x", Data)), "0 pickles"),
        ["big-endian numbers"] = (() => PickleBytes.Zip(Sound, ("m/data/0", Data), ("m/byteorder", "big"u8.ToArray())), "not little-endian"),
        ["an archive without end"] = (() => PickleBytes.Zip(Sound, ("m/data/0", Data))[..^30], "no end of one"),
        ["a directory elsewhere"] = (() => Patch(PickleBytes.Zip(Sound, ("m/data/0", Data)), 6, [0xF0, 0xFF, 0xFF, 0x7F]), "not inside it"),
        ["a directory with more files than it has"] = (() => Patch(PickleBytes.Zip(Sound, ("m/data/0", Data)), 12, [0xFE, 0xFF]), "names 65534 files but describes 2"),
        ["older: a storage list that is none"] = (() => PickleBytes.Legacy(Sound, new PickleBytes().Proto().Op(None).Stop()), "does not list its storages"),
        ["older: an unknown storage"] = (() => PickleBytes.Legacy(LegacySound, new PickleBytes().Proto().Op(EmptyList).Text("1").Op(Append).Stop()), "twice, or no tensor"),
        ["older: a storage missing"] = (() => PickleBytes.Legacy(LegacySound, new PickleBytes().Proto().Op(EmptyList).Stop()), "lacks 1 storages"),
        ["older: a storage cut off"] = (() => PickleBytes.Legacy(LegacySound, null, [.. PickleBytes.LittleEndian(4, 8), .. Data[..10]]), "ends after the file"),
        ["older: a storage of another size"] = (() => PickleBytes.Legacy(LegacySound, null, [.. PickleBytes.LittleEndian(5, 8), .. Data]), "but 5 are there"),
        ["older: os.system among the storages"] = (() => PickleBytes.Legacy(LegacySound, new PickleBytes().Proto().Global("os", "system").Stop()), "'os.system'"),
        ["a pickle of something else"] = (() => new PickleBytes().Proto().Text("hello").Stop(), "not one that torch.save wrote"),
        ["nothing"] = (() => [], "truncated"),
        ["a pointer of Git LFS"] = (() => Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"), "git lfs pull"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static byte[] Sound => PickleBytes.Dictionary(pickle => pickle.Tensor([4], [1]));

    private static byte[] LegacySound => PickleBytes.Dictionary(pickle => pickle.Tensor([4], [1], legacy: true));

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_Hostile_File_Is_Refused_With_A_Sentence_In_Little_Memory(string name)
    {
        var (file, why) = Cases[name];
        var path = folder["pytorch_model.bin"];
        File.WriteAllBytes(path, file());
        var length = new FileInfo(path).Length;
        var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        var message = Should.Throw<InvalidDataException>(() => TorchFile.Open(path)).Message;
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan((4 << 20) + (200 * length));

        // a guard against endless work, far beyond what any of them takes
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        why.Split('|').ShouldContain(part => message.Contains(part, StringComparison.Ordinal), message);
        message.ShouldEndWith(".");
        message.ReplaceLineEndings(" ").ShouldBe(message);
        message.Length.ShouldBeLessThan(1_000);
    }

    [Fact]
    public void The_File_That_The_Hostile_Ones_Are_Made_From_Is_Read()
    {
        File.WriteAllBytes(folder["zip"], ZipOf(pickle => pickle.Tensor([4], [1])));
        TorchFile.Open(folder["zip"]).Entries.Count.ShouldBe(1);
        File.WriteAllBytes(folder["legacy"], PickleBytes.Legacy(LegacySound, null, [.. PickleBytes.LittleEndian(4, 8), .. Data]));
        TorchFile.Open(folder["legacy"]).Entries.Count.ShouldBe(1);
    }

    private static byte[] Zip(byte[] pickle) => PickleBytes.Zip(pickle, ("m/data/0", Data));

    private static byte[] ZipOf(Func<PickleBytes, PickleBytes> tensor) => Zip(PickleBytes.Dictionary(tensor));

    private static byte[] Calls(string module, string name) =>
        ZipOf(pickle => pickle.Global(module, name).Text("echo harm").Op(Tuple1, Reduce));

    private static PickleOpcode[] Many(PickleOpcode opcode, int count) => [.. Enumerable.Repeat(opcode, count)];

    private static byte[] Nested(int depth) => new PickleBytes().Proto().Op(Many(EmptyList, depth)).Op(Many(Append, depth - 1)).Stop();

    /// <summary>Lists of ten times the list before: 10³⁰ elements for whoever writes them out.</summary>
    private static byte[] Laughs()
    {
        var pickle = new PickleBytes().Proto().Op(EmptyList, BinPut).Raw(0);
        for (byte level = 1; level <= 30; level++)
        {
            pickle.Op(EmptyList, Mark);
            for (var i = 0; i < 10; i++)
                pickle.Op(BinGet).Raw((byte)(level - 1));
            pickle.Op(Appends, BinPut).Raw(level);
        }

        return pickle.Stop();
    }

    private static byte[] Patch(byte[] bytes, int fromEnd, byte[] with)
    {
        with.CopyTo(bytes, bytes.Length - fromEnd);
        return bytes;
    }
}
