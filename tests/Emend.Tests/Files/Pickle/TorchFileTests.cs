using System.Runtime.InteropServices;
using Emend.Files;
using Emend.Files.Pickle;
using Emend.Tensors;
using Emend.Tests.Models;

namespace Emend.Tests.Files.Pickle;

public sealed class TorchFileTests : IDisposable
{
    private static readonly float[] Values = [1, 2, 3, 4];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Cases => new()
    {
        { "gpt2_bin_zip", "gpt2" }, { "gpt2_bin_legacy", "gpt2" }, { "gpt2_bin_sharded", "gpt2" },
        { "llama_bin_zip", "llama" }, { "llama_bin_legacy", "llama" }, { "llama_bin_sharded", "llama" },
    };

    public void Dispose() => folder.Dispose();

    /// <summary>Golden/models holds the same weights in both formats; the safetensors ones are compared with the reference elsewhere.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Models_In_Torch_Files_Are_Those_In_Safetensors_Files(string name, string same)
    {
        var (model, expected) = (LanguageModel.Load(GoldenModel.FolderOf(name)), GoldenModel.Open(same));
        model.WeightNames.ShouldBe(expected.Model.WeightNames, ignoreOrder: true);
        foreach (var weight in model.WeightNames)
            model.Weight(weight).Bytes.SequenceEqual(expected.Model.Weight(weight).Bytes).ShouldBeTrue(weight);
        model.Hash.ShouldBe(expected.Model.Hash);
        model.Forward(expected.Batch).Logits.ToArray().ShouldBe(expected.Model.Forward(expected.Batch).Logits.ToArray());
        expected.ShouldHold("logits", model.Forward(expected.Batch).Logits);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Export_Writes_Safetensors_Files_With_The_Same_Names_Shapes_And_Types(string name, string same)
    {
        var source = GoldenModel.FolderOf(name);
        var model = LanguageModel.Load(source);
        CheckpointExport.Save(model, [], folder["out"]);
        Directory.GetFiles(folder["out"], "*.bin*").ShouldBeEmpty();
        var (before, after) = (Checkpoint.Open(source), Checkpoint.Open(folder["out"]));
        after.Names.ShouldBe(before.Names, ignoreOrder: true);
        after.Files.Select(file => Path.GetFileName(file.Path)).ShouldBe(before.Files.Select(file => Path.GetFileName(file.Path).Replace("pytorch_", "", StringComparison.Ordinal).Replace(".bin", ".safetensors", StringComparison.Ordinal)));
        foreach (var stored in before.Names)
        {
            after.Entry(stored).Shape.ShouldBe(before.Entry(stored).Shape);
            after.Entry(stored).Type.ShouldBe(before.Entry(stored).Type);
            after[stored].Bytes.SequenceEqual(before[stored].Bytes).ShouldBeTrue(stored);
        }

        LanguageModel.Load(folder["out"]).Hash.ShouldBe(GoldenModel.Open(same).Model.Hash);
    }

    [Fact]
    public void Export_Changes_Tied_Weights_Together()
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf("gpt2_bin_zip"));
        var embedding = model.Weight("transformer.wte.weight");
        var edit = new Edit(new EditRecord { Method = "ft" }, [WeightDelta.Full("transformer.wte.weight", Tensor.Full(embedding.Shape, 0.5f))]);
        CheckpointExport.Save(model, [edit], folder["out"]);
        var exported = Checkpoint.Open(folder["out"]);
        exported["transformer.wte.weight"].ToArray().ShouldBe(model.With(edit).Weight("transformer.wte.weight").ToArray());
        exported["lm_head.weight"].ToArray().ShouldBe(exported["transformer.wte.weight"].ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Views_Are_Read_Right(bool legacy)
    {
        Read([2, 2], [2, 1]).ShouldBe([1, 2, 3, 4]);
        Read([2, 2], [1, 2]).ShouldBe([1, 3, 2, 4]);
        Read([2], [2], offset: 1).ShouldBe([2, 4]);
        Read([3], [1], offset: 1).ShouldBe([2, 3, 4]);
        Read([2, 3], [1, 0]).ShouldBe([1, 1, 1, 2, 2, 2]);
        Read([1, 4], [17, 1]).ShouldBe([1, 2, 3, 4]);
        Read([], [], offset: 3).ShouldBe([4]);
        Read([0, 5], [5, 1]).ShouldBe([]);

        float[] Read(long[] extents, long[] strides, long offset = 0)
        {
            var file = Open(legacy, pickle => pickle.Tensor(extents, strides, offset, legacy: legacy));
            using var copy = new MemoryStream();
            file.CopyTo("w", copy);
            MemoryMarshal.Cast<byte, float>(copy.ToArray()).ToArray().ShouldBe(file.Tensor("w").ToArray());
            file.Tensor("w").Shape.ToArray().ShouldBe([.. extents.Select(extent => (int)extent)]);
            return file.Tensor("w").ToArray();
        }
    }

    [Theory]
    [InlineData("HalfStorage", 8, ElementType.Float16)]
    [InlineData("BFloat16Storage", 8, ElementType.BFloat16)]
    public void Half_Precision_Stays_As_Stored(string type, int count, ElementType expected)
    {
        var tensor = Open(false, pickle => pickle.Tensor([2, 2], [1, 2], count: count, type: type)).Tensor("w");
        tensor.Type.ShouldBe(expected);
        var bytes = MemoryMarshal.AsBytes<float>(Values);
        tensor.Bytes.ToArray().ShouldBe([.. bytes[..2], .. bytes[4..6], .. bytes[2..4], .. bytes[6..8]]);
    }

    [Theory]
    [InlineData("LongStorage", 2, SafetensorsType.I64)]
    [InlineData("IntStorage", 4, SafetensorsType.I32)]
    [InlineData("ShortStorage", 8, SafetensorsType.I16)]
    [InlineData("ByteStorage", 16, SafetensorsType.U8)]
    [InlineData("CharStorage", 16, SafetensorsType.I8)]
    [InlineData("BoolStorage", 16, SafetensorsType.Bool)]
    [InlineData("DoubleStorage", 2, SafetensorsType.F64)]
    public void Other_Types_Are_Listed_And_Copied_But_Are_No_Weights(string type, int count, SafetensorsType expected)
    {
        var file = Open(false, pickle => pickle.Tensor([count], [1], count: count, type: type));
        file.Entry("w").Type.ShouldBe(expected);
        Should.Throw<InvalidDataException>(() => file.Tensor("w")).Message.ShouldContain("weights are F32, F16 or BF16");
        using var copy = new MemoryStream();
        file.CopyTo("w", copy);
        copy.ToArray().ShouldBe(MemoryMarshal.AsBytes<float>(Values).ToArray());
    }

    [Fact]
    public void Dictionaries_Of_Python_2_And_Parameters_Are_Read()
    {
        var pickle = new PickleBytes().Proto().Global("collections", "OrderedDict").Op(PickleOpcode.Mark, PickleOpcode.EmptyList, PickleOpcode.EmptyList)
            .Op(PickleOpcode.ShortBinString).Raw(1, (byte)'w').Op(PickleOpcode.Append)
            .Global("torch._utils", "_rebuild_parameter").Op(PickleOpcode.Mark).Tensor([4], [1]).Op(PickleOpcode.NewTrue, PickleOpcode.None, PickleOpcode.Tuple, PickleOpcode.Reduce)
            .Op(PickleOpcode.Append, PickleOpcode.Append, PickleOpcode.Tuple, PickleOpcode.Reduce).Stop();
        Open(PickleBytes.Zip(pickle, ("m/data/0", Data))).Tensor("w").ToArray().ShouldBe(Values);
    }

    [Fact]
    public void Numbers_And_Texts_Beside_The_Tensors_Are_Left_Out()
    {
        var pickle = new PickleBytes().Proto().Op(PickleOpcode.EmptyDict, PickleOpcode.Mark).Text("epoch").Number(3).Text("note").Text("x").Text("w").Tensor([4], [1])
            .Op(PickleOpcode.SetItems).Stop();
        Open(PickleBytes.Zip(pickle, ("m/data/0", Data))).Entries.Select(entry => entry.Name).ShouldBe(["w"]);
    }

    [Fact]
    public void Norms_Named_As_In_TensorFlow_Are_Found()
    {
        using var copy = new TemporaryModel(GoldenModel.FolderOf("bert_mlm"));
        var path = Path.Combine(copy.Folder, Checkpoint.SingleFile);
        var file = SafetensorsFile.Open(path);
        var writer = new SafetensorsWriter();
        foreach (var entry in file.Entries)
        {
            var older = entry.Name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal).Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal);
            writer.Add(older, entry.Type, entry.Shape, stream => file.CopyTo(entry.Name, stream));
        }

        writer.Save(path);
        EncoderModel.Load(copy.Folder).Hash.ShouldBe(EncoderModel.Load(GoldenModel.FolderOf("bert_mlm")).Hash);
    }

    private static byte[] Data => MemoryMarshal.AsBytes<float>(Values).ToArray();

    private TorchFile Open(bool legacy, Func<PickleBytes, PickleBytes> tensor)
    {
        var pickle = PickleBytes.Dictionary(tensor);
        return Open(legacy ? PickleBytes.Legacy(pickle, null, [.. PickleBytes.LittleEndian(4, 8), .. Data]) : PickleBytes.Zip(pickle, ("m/data/0", Data)));
    }

    private TorchFile Open(byte[] bytes)
    {
        var path = folder[Guid.NewGuid().ToString("N")];
        File.WriteAllBytes(path, bytes);
        return TorchFile.Open(path);
    }
}
