using Emend.Tensors;
using Emend.Tensors.Operations;
using Emend.Tests.Models;
using Emend.Tracing;

namespace Emend.Tests.Tracing;

/// <summary>Restorations from shared partial passes against whole passes, one for each token and layer, in every decoder family.</summary>
public sealed class RestorationsTests
{
    private const int Samples = 3;

    public static TheoryData<string> Families => GoldenModel.Decoders;

    [Theory]
    [MemberData(nameof(Families))]
    public void Shared_Passes_Give_What_Whole_Passes_Give(string family)
    {
        var model = GoldenModel.Open(family).Model;
        var tokens = Enumerable.Range(3, family == "phi3_longrope" ? 10 : 6).ToArray(); // rotated by the angles for more than 8, its beginnings too
        var prompt = new TracePrompt("", "", tokens, 1, 3);
        var noise = SubjectNoise.Of(model, NoiseRule.Parse("0.7")).Draw(new(5), Samples, 2, model.Architecture.Width);
        using var pause = Gradients.Off();
        var clean = new CleanRun(model, prompt, [TraceKind.State, TraceKind.Mlp, TraceKind.Attention]);
        var corrupted = new CorruptedRun(model, prompt, Samples, noise, replaces: false, new Hooks());
        foreach (var window in new[] { 1, 2, 3 })
        {
            var options = new TraceOptions { Window = window };
            var restorations = new Restorations(model, clean, corrupted, options, () => { });
            foreach (var kind in options.Kinds)
            {
                var table = restorations.Restore(kind);
                for (var token = 0; token < table.Tokens; token++)
                {
                    for (var layer = 0; layer < table.Layers; layer++)
                    {
                        var (first, end) = kind == TraceKind.State ? (layer, layer + 1) : options.LayersAround(layer, table.Layers);
                        table[token, layer].ShouldBe(Whole(model, prompt, noise, kind, token, first, end, clean.Answer), 1e-6f, $"{kind} {token} {layer} window {window}");
                    }
                }
            }
        }
    }

    /// <summary>The reference's way: the clean prompt as row 0, the corrupted ones behind it, and row 0's values put into the others.</summary>
    private static float Whole(LanguageModel model, TracePrompt prompt, double[] noise, TraceKind kind, int token, int first, int end, int answer)
    {
        var length = prompt.Tokens.Count;
        var width = model.Architecture.Width;
        var hooks = new Hooks().Change(Site.Embed, x =>
        {
            var values = x.ToArray();
            for (var sample = 0; sample < Samples; sample++)
            {
                for (var i = 0; i < 2 * width; i++)
                    values[((((sample + 1) * length) + prompt.SubjectFirst) * width) + i] += (float)noise[(sample * 2 * width) + i];
            }

            return Tensor.From(values, x.Shape);
        });
        int[] rows = [.. Enumerable.Range(1, Samples).Select(row => (row * length) + token)];
        for (var layer = first; layer < end; layer++)
            hooks.Change(CleanRun.SiteOf(kind, layer), x => x.ReplaceRows(rows, x.Rows(token, 1).BroadcastTo([Samples, width])));
        using var workspace = Workspace.Begin();
        var batch = Batch.Of([.. Enumerable.Repeat(prompt.Tokens, Samples + 1)]);
        var run = model.Decoder.Forward(new() { Tokens = batch, Hooks = hooks, LogitsAt = batch.LastTokens[1..] });
        return CorruptedRun.MeanOf(run.Logits.Softmax(), answer);
    }
}
