using System.Text.Json;
using Emend.Tensors.Operations;

namespace Emend.Tests.Models;

/// <summary>The pilot of the bundled model against its answers, written by the trainer it came from (Golden/atlas/answers.json).</summary>
public class AtlasGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "atlas");

    [Fact]
    public void The_Pilot_Gives_Its_Answers()
    {
        var model = LanguageModel.Load(Folder);
        using var answers = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "answers.json")));
        var cases = answers.RootElement.EnumerateArray().ToList();
        cases.Count.ShouldBeGreaterThan(10);
        var prompts = model.Tokenize([.. cases.Select(answer => answer.GetProperty("prompt").GetString()!)]);
        var probabilities = GoldenModel.LastLogits(model, prompts).Softmax();
        var greedy = model.Generate(prompts);
        for (var i = 0; i < cases.Count; i++)
        {
            prompts.Row(i).ToArray().ShouldBe(cases[i].GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
            var row = probabilities.Rows(i, 1).ToArray();
            var best = Enumerable.Range(0, row.Length).OrderByDescending(id => row[id]).ToArray();
            var rank = 0;
            foreach (var top in cases[i].GetProperty("top").EnumerateArray())
            {
                best[rank++].ShouldBe(top.GetProperty("id").GetInt32());
                row[best[rank - 1]].ShouldBe(top.GetProperty("probability").GetSingle(), 1e-5);
            }

            model.Tokenizer.Decode(greedy[i].Ids, skipSpecial: false).ShouldBe(cases[i].GetProperty("greedy").GetString());
        }
    }
}
