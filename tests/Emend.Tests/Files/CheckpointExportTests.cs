using Emend.Files;
using Emend.Tensors;
using Emend.Tests.Models;

namespace Emend.Tests.Files;

public sealed class CheckpointExportTests : IDisposable
{
    private const string Down = "transformer.h.1.mlp.c_proj.weight";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gpt2")]
    [InlineData("gpt2_sharded")]
    [InlineData("gpt2_unprefixed")]
    [InlineData("gpt2_bfloat16")]
    [InlineData("llama_sharded")]
    public void Save_Without_Edits_Copies_The_Checkpoint_Byte_For_Byte(string name)
    {
        var source = GoldenModel.FolderOf(name);
        CheckpointExport.Save(LanguageModel.Load(source), [], folder["out"]);
        foreach (var path in Directory.GetFiles(source).Where(path => Path.GetFileName(path) != "golden.safetensors"))
            File.ReadAllBytes(Path.Combine(folder["out"], Path.GetFileName(path))).AsSpan().SequenceEqual(File.ReadAllBytes(path)).ShouldBeTrue(path);
        Directory.GetFiles(folder["out"]).Length.ShouldBe(Directory.GetFiles(source).Length - 1);
        Directory.GetFileSystemEntries(folder).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("gpt2_sharded")]
    [InlineData("gpt2_unprefixed")]
    [InlineData("gpt2_float16")]
    [InlineData("gpt2_bfloat16")]
    public void Save_Changes_The_Edited_Weights_And_No_Other_Byte(string name)
    {
        var source = GoldenModel.FolderOf(name);
        var model = LanguageModel.Load(source);
        Edit[] edits = [Change(model, 1, Down), Change(model, 2, Down), Change(model, 3, "transformer.wte.weight")];
        CheckpointExport.Save(model, edits, folder["out"]);

        var (before, after) = (Checkpoint.Open(source), Checkpoint.Open(folder["out"]));
        after.Names.ShouldBe(before.Names);
        foreach (var stored in before.Names)
        {
            var (old, now) = (before.Entry(stored), after.Entry(stored));
            now.ShouldBe(old);
            var isEdited = edits.SelectMany(edit => edit.Deltas).Any(delta => delta.Weight.EndsWith(stored, StringComparison.Ordinal));
            after[stored].Bytes.SequenceEqual(before[stored].Bytes).ShouldBe(!isEdited, stored);
        }

        // the exported model is the edited one, rounded once to the stored type
        var edited = edits.Aggregate(model, (current, edit) => current.With(edit));
        var exported = LanguageModel.Load(folder["out"]);
        exported.Weight(Down).Type.ShouldBe(model.Weight(Down).Type);
        using var rounded = new MemoryStream();
        Rounding.Write(edited.Weight(Down), model.Weight(Down).Type, rounded);
        exported.Weight(Down).Bytes.SequenceEqual(rounded.ToArray()).ShouldBeTrue();
        if (name is "gpt2" or "gpt2_sharded")
            exported.Forward(Batch.Single(1, 2, 3)).Logits.ToArray().ShouldBe(edited.Forward(Batch.Single(1, 2, 3)).Logits.ToArray());
    }

    [Fact]
    public void Save_Leaves_Other_Weight_Formats_And_Hidden_Files_Behind()
    {
        var source = folder["source"];
        Directory.CreateDirectory(source);
        foreach (var path in Directory.GetFiles(GoldenModel.FolderOf("gpt2")))
            File.Copy(path, Path.Combine(source, Path.GetFileName(path)));
        foreach (var name in (string[])["pytorch_model.bin", "tf_model.h5", "pytorch_model.bin.index.json", ".gitattributes", "README.md"])
            File.WriteAllText(Path.Combine(source, name), "x");
        CheckpointExport.Save(LanguageModel.Load(source), [], folder["out"]);
        Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Where(name => !name!.StartsWith("golden", StringComparison.Ordinal) && !name.StartsWith("config", StringComparison.Ordinal))
            .ShouldBe(["README.md", "model.safetensors"], ignoreOrder: true);
    }

    [Fact]
    public void Save_Refuses_A_Folder_That_Is_Not_Empty()
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf("gpt2"));
        File.WriteAllText(folder["mine"], "x");
        Should.Throw<IOException>(() => CheckpointExport.Save(model, [], folder)).Message.ShouldContain("not an empty folder");
        Should.Throw<IOException>(() => CheckpointExport.Save(model, [], folder["mine"])).Message.ShouldContain("not an empty folder");
        Directory.CreateDirectory(folder["empty"]);
        CheckpointExport.Save(model, [], folder["empty"]);
        File.Exists(folder["empty/config.json"]).ShouldBeTrue();
    }

    [Fact]
    public void Save_Refuses_Values_That_The_Stored_Type_Can_Not_Hold_And_Leaves_Nothing()
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf("gpt2_float16"));
        var large = new Edit(new EditRecord { Method = "ft" }, [WeightDelta.Full(Down, Tensor.Full(model.Weight(Down).Shape, 70000f))]);
        Should.Throw<ArithmeticException>(() => CheckpointExport.Save(model, [large], folder["out"])).Message.ShouldContain("too large for the F16");
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Fact]
    public void Save_Refuses_Edits_Of_Another_Model()
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf("gpt2"));
        Edit Full(string weight, Shape shape) => new(new EditRecord { Method = "ft" }, [WeightDelta.Full(weight, Tensor.Zeros(shape))]);
        Should.Throw<InvalidDataException>(() => CheckpointExport.Save(model, [Full("none", [1])], folder["out"])).Message.ShouldContain("'none'");
        Should.Throw<InvalidDataException>(() => CheckpointExport.Save(model, [Full(Down, [1])], folder["out"])).Message.ShouldContain("has the shape");
    }

    [Fact]
    public void Save_Can_Be_Cancelled_And_Leaves_Nothing()
    {
        var model = LanguageModel.Load(GoldenModel.FolderOf("gpt2"));
        using var cancel = new CancellationTokenSource();
        var progress = new Recorder(cancel);
        Should.Throw<OperationCanceledException>(() => CheckpointExport.Save(model, [], folder["out"], progress, cancel.Token));
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    private static Edit Change(LanguageModel model, int seed, string weight)
    {
        var random = new Random(seed);
        var shape = model.Weight(weight).Shape;
        Tensor Values(int rows, int columns) => Tensor.From([.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle() - 0.5f)], [rows, columns]);
        return new Edit(new EditRecord { Method = "rome" }, [WeightDelta.LowRank(weight, Values(shape[0], 1), Values(1, shape[1]))]);
    }

    private sealed class Recorder(CancellationTokenSource cancel) : IProgress<double>
    {
        public void Report(double value) => cancel.Cancel();
    }
}
