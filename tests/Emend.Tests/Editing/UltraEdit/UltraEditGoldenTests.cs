using System.Text.Json;
using Emend.Editing;
using Emend.Editing.Training;
using Emend.Editing.UltraEdit;

namespace Emend.Tests.Editing.UltraEdit;

using UltraEdit = Emend.Editing.UltraEdit.UltraEdit;

/// <summary>UltraEdit against EasyEdit's editor class, within the tolerance of Golden/editing/README.md.</summary>
public sealed class UltraEditGoldenTests
{
    private const double Tolerance = 1e-4;

    private static readonly GoldenEdits Golden = new("gpt2", "ultraedit");

    [Theory]
    [InlineData("ue", 2, UltraEditTokens.Answer)] // the released code's way
    [InlineData("ee1", 1, UltraEditTokens.All)]   // EasyEdit's
    [InlineData("ee4", 4, UltraEditTokens.All)]
    public async Task EditAsync_AgreesWithTheReference_TurnAfterTurn(string name, int batchSize, UltraEditTokens tokens)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden.Folder, "ultraedit.json")));
        var run = document.RootElement.GetProperty("runs").EnumerateArray().Single(run => run.GetProperty("name").GetString() == name);
        var options = new UltraEditOptions
        {
            Layers = [1, 2],
            Modules = ["mlp-down"],
            LearningRate = run.GetProperty("lr").GetDouble(),
            BatchSize = batchSize,
            Tokens = tokens,
            TargetTokens = tokens == UltraEditTokens.All ? TargetTokens.EasyEdit : TargetTokens.Plain,
            Positions = tokens == UltraEditTokens.All ? RowPositions.LeftPadded : RowPositions.Own,
        };
        var edits = new List<Edit>();
        var model = Golden.Model;
        foreach (var (turn, entry) in run.GetProperty("turns").EnumerateArray().Index())
        {
            var observer = new EditObserver { CollectValues = true };
            var requests = entry.GetProperty("requests").EnumerateArray().ToArray();
            edits.Add(await new UltraEdit(model, options, edits).EditAsync([.. requests.Select(GoldenEdits.Request)], observer));
            model = model.With(edits[^1]);

            Compare($"{name}.turn{turn}", observer, edits[^1], entry.GetProperty("batches").GetArrayLength());
            foreach (var request in requests)
            {
                var (asked, after) = (GoldenEdits.Request(request), request.GetProperty("after").GetProperty("prompt").GetProperty("target_new").GetProperty("prob").GetDouble());
                model.Score(asked.Text, asked.SpacedTarget)[0].Probability.ShouldBe(after, 1e-3, asked.Text);
            }
        }
    }

    private static void Compare(string turn, EditObserver observer, Edit edit, int batches)
    {
        for (var module = 0; module < 2; module++)
        {
            for (var batch = 0; batch < batches; batch++)
            {
                // the stored batches of one row stand in another order than the requests: they are told apart by their lengths
                var tokens = Golden.Tensors.Tensor($"{turn}.{module}.batch{batch}.keys").Shape[0];
                var same = batches == 4
                    ? Enumerable.Range(0, batches).Single(other => observer.Values[$"turn0.{module}.batch{other}.keys"].Shape[0] == tokens)
                    : batch;
                Golden.Difference($"{turn}.{module}.batch{batch}.keys", observer.Values[$"turn0.{module}.batch{same}.keys"].Values).ShouldBeLessThan(Tolerance, $"{turn} keys of {batch}");
                Golden.Difference($"{turn}.{module}.batch{batch}.grads", observer.Values[$"turn0.{module}.batch{same}.grads"].Values).ShouldBeLessThan(Tolerance, $"{turn} gradients of {batch}");
            }

            Golden.Difference($"{turn}.{module}.weight_delta", observer.Values[$"turn0.{module}.delta"].Values).ShouldBeLessThan(Tolerance, $"{turn} change of {module}");
        }

        var carry = edit.Carry.ToDictionary(carried => carried.Name, carried => carried.Value);
        carry["ultraedit.normalizer.256x64.count"].ToArray().ShouldBe([0, Golden.Values($"{turn}.normalizer.n")[0]]);
        Golden.Difference($"{turn}.normalizer.mean", carry["ultraedit.normalizer.256x64.mean"].Values).ShouldBeLessThan(Tolerance);
        Golden.Difference($"{turn}.normalizer.var", carry["ultraedit.normalizer.256x64.squares"].Values).ShouldBeLessThan(Tolerance);
    }
}
