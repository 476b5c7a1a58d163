using System.Text.Json;
using Emend.Editing;
using Emend.Editing.LowRank;
using Emend.Editing.Training;
using Emend.Files;
using Emend.Pretraining;

namespace Emend.Tests.Editing.LowRank;

/// <summary>Training against PEFT: the case gpt2_trained of Golden/lora.</summary>
public sealed class LowRankGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "lora");

    [Fact]
    public void Train_Agrees_With_The_Reference()
    {
        var model = LanguageModel.Load(Path.Combine(Folder, "..", "editing", "gpt2", "model"));
        var golden = SafetensorsFile.Open(Path.Combine(Folder, "gpt2_trained.safetensors"));
        var options = new LowRankOptions { Modules = ["c_attn"], Rank = 4, Alpha = 8, Dropout = 0, LearningRate = 5e-3, Steps = 8, BatchSize = 3 };
        var modules = TargetModule.Find(model, options.Modules, []);
        var factors = modules.Select(module => LowRankFactors.From(module.Place, options, golden.Tensor($"init/{Name(module, 'A')}"), golden.Tensor($"init/{Name(module, 'B')}"))).ToList();
        var observer = new EditObserver { CollectValues = true };

        new LowRankAdaptation(model, options).Train(Rows(), factors, new RandomStream(1), observer);

        var losses = observer.Values["loss"].ToArray();
        using var header = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "gpt2_trained.json")));
        var expected = Float64(Path.Combine(Folder, "gpt2_trained.safetensors"), "losses");
        for (var step = 0; step < 8; step++)
            losses[step].ShouldBe((float)expected[step], 2e-5f * (float)expected[0], $"loss of step {step}");
        for (var i = 0; i < modules.Count; i++)
        {
            Difference(factors[i].Values[0].ToArray(), golden.Tensor($"after8/{Name(modules[i], 'A')}").ToArray()).ShouldBeLessThan(1e-3, modules[i].Name);
            Difference(factors[i].Values[1].ToArray(), golden.Tensor($"after8/{Name(modules[i], 'B')}").ToArray()).ShouldBeLessThan(1e-3, modules[i].Name);
        }

        var edited = model.With(new Edit(new EditRecord { Method = "lora" }, factors.Select(factor => factor.Delta())));
        foreach (var entry in golden.Entries.Where(entry => entry.Name.StartsWith("merged_weight/", StringComparison.Ordinal)))
            Difference(edited.Weight(entry.Name["merged_weight/".Length..]).ToArray(), golden.Tensor(entry.Name).ToArray()).ShouldBeLessThan(1e-4, entry.Name);
    }

    private static string Name(TargetModule module, char factor) => $"base_model.model.{module.Name}.lora_{factor}.default.weight";

    // labels are unshifted, −100 on everything but the target
    private static List<TrainingRow> Rows()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "gpt2_trained.json")));
        var batch = document.RootElement.GetProperty("batch");
        var (ids, masks, labels) = (Table("input_ids"), Table("attention_mask"), Table("labels"));
        return [.. ids.Select((row, i) => new TrainingRow(null, row[..(masks[i].Sum() - 1)],
            [.. Enumerable.Range(0, masks[i].Sum() - 1).Where(at => labels[i][at + 1] >= 0).Select(at => (at, labels[i][at + 1]))]))];

        int[][] Table(string name) => batch.GetProperty(name).Deserialize<int[][]>()!;
    }

    // float64 tensors are no weights: the reader of checkpoints does not know them
    private static double[] Float64(string path, string name)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        var length = (int)file.ReadInt64();
        using var header = JsonDocument.Parse(file.ReadBytes(length));
        var range = header.RootElement.GetProperty(name).GetProperty("data_offsets");
        file.BaseStream.Position = 8 + length + range[0].GetInt64();
        return [.. Enumerable.Range(0, (range[1].GetInt32() - range[0].GetInt32()) / 8).Select(_ => file.ReadDouble())];
    }

    private static double Difference(float[] actual, float[] expected) =>
        actual.Zip(expected, (a, b) => Math.Abs(a - (double)b)).Max() / expected.Max(value => Math.Abs((double)value));
}
