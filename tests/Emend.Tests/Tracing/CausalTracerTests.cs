using System.Text.Json;
using Emend.Files;
using Emend.Numerics;
using Emend.Tests.Models;
using Emend.Tracing;

namespace Emend.Tests.Tracing;

/// <summary>Causal tracing against kmeng01/rome (Golden/editing/README.md: differences of 1e-5 are allowed), and its refusals.</summary>
public sealed class CausalTracerTests
{
    private const float Tolerance = 1e-5f;
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "editing", "gpt2");

    private readonly LanguageModel model = LanguageModel.Load(Path.Combine(Folder, "model"));
    private readonly SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(Folder, "causal_trace.safetensors"));
    private readonly JsonElement json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "causal_trace.json"))).RootElement;

    public static TheoryData<int> Cases => [0, 1, 2, 3, 4];

    [Fact]
    public void Noise_Has_Three_Deviations_Of_The_Subjects_Embeddings()
    {
        var noise = Noise();
        noise.Level!.Value.ShouldBe(json.GetProperty("noise_level").GetDouble(), 1e-7);
        noise.ToString().ShouldBe("3s");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Trace_Agrees_With_The_Reference(int number)
    {
        var entry = json.GetProperty("cases")[number];
        var trace = Trace(number, SeveredNoise.Same);
        trace.Prompt.Tokens.ShouldBe(entry.GetProperty("input_ids").Deserialize<int[]>()!);
        trace.Tokens.ShouldBe(entry.GetProperty("input_tokens").Deserialize<string[]>()!);
        new[] { trace.Prompt.SubjectFirst, trace.Prompt.SubjectEnd }.ShouldBe(entry.GetProperty("subject_range").Deserialize<int[]>()!);
        trace.Answer.ShouldBe(entry.GetProperty("answer").GetString());
        trace.HighScore.ShouldBe(entry.GetProperty("high_score").GetSingle(), Tolerance);
        trace.LowScore.ShouldBe(entry.GetProperty("low_score").GetSingle(), Tolerance);
        ShouldBeClose($"{number}.scores.state", trace.Table(TraceKind.State).Scores);
        ShouldBeClose($"{number}.scores.mlp", trace.Table(TraceKind.Mlp).Scores);
        ShouldBeClose($"{number}.scores.attn", trace.Table(TraceKind.Attention).Scores);
        ShouldBeClose($"{number}.severed_mlp_same_noise", [.. trace.Severed[0].Scores]);
        ShouldBeClose($"{number}.severed_attn_same_noise", [.. trace.Severed[1].Scores]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Severed_Runs_Repeat_The_Released_Code_If_Asked(int number)
    {
        var trace = Trace(number, SeveredNoise.Released);
        ShouldBeClose($"{number}.severed_mlp", [.. trace.Severed[0].Scores]);
        ShouldBeClose($"{number}.severed_attn", [.. trace.Severed[1].Scores]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Noise_Is_NumPys(int number)
    {
        var expected = golden.Doubles($"{number}.noise_unit");
        var shape = golden.Entry($"{number}.noise_unit").Shape;
        var drawn = SubjectNoise.Of(model, NoiseRule.Parse("1")).Draw(new NumPyRandom(1), shape[0], shape[1], shape[2]);
        for (var i = 0; i < expected.Length; i++)
            drawn[i].ShouldBe(expected[i], 1e-14);
    }

    [Fact]
    public void A_Sole_Kind_Is_What_It_Is_Among_All()
    {
        var prompt = Prompt(3);
        var all = new CausalTracer(model, Noise(), new TraceOptions { Window = 4 }).Trace(prompt);
        var alone = new CausalTracer(model, Noise(), new TraceOptions { Window = 4, Kinds = [TraceKind.Mlp] }).Trace(prompt);
        alone.Tables.ShouldHaveSingleItem().Scores.ToArray().ShouldBe(all.Table(TraceKind.Mlp).Scores.ToArray());
        Should.Throw<InvalidOperationException>(() => alone.Table(TraceKind.State)).Message.ShouldContain("TraceOptions.Kinds");
    }

    [Fact]
    public void Replacing_Embeddings_Differs_From_Adding_To_Them()
    {
        var prompt = Prompt(3);
        var options = new TraceOptions { Kinds = [TraceKind.State] };
        var added = new CausalTracer(model, SubjectNoise.Of(model, NoiseRule.Parse("u0.5")), options).Trace(prompt);
        var replaced = new CausalTracer(model, SubjectNoise.Of(model, NoiseRule.Parse("u0.5"), replaces: true), options).Trace(prompt);
        replaced.LowScore.ShouldNotBe(added.LowScore);
        replaced.Noise.ShouldBe("u0.5, in place of the embeddings");
    }

    [Fact]
    public void Progress_Reaches_Its_Total_And_Cancelling_Stops()
    {
        var reports = new List<TraceProgress>();
        var tracer = new CausalTracer(model, Noise(), new TraceOptions { Window = 4, Severed = true });
        tracer.Trace(Prompt(0), new Immediate(reports.Add));
        reports[^1].Done.ShouldBe(reports[^1].Total);
        reports.Select(report => report.Done).ShouldBe(Enumerable.Range(1, reports.Count));

        using var cancel = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => tracer.Trace(Prompt(0), new Immediate(_ => cancel.Cancel()), cancel.Token));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(6, 2)]
    [InlineData(12, 4)]
    [InlineData(24, 8)]
    [InlineData(48, 10)]
    public void WindowFor_Is_A_Third_Of_The_Depth_And_At_Most_The_Published_One(int layers, int window)
    {
        new TraceOptions().WindowFor(layers).ShouldBe(window);
        new TraceOptions { Window = 3 }.WindowFor(layers).ShouldBe(3);
        new TraceAverages(layers, new TraceOptions()).Options.Window.ShouldBe(window);
    }

    [Fact]
    public void What_Cannot_Be_Traced_Is_Refused()
    {
        Should.Throw<FormatException>(() => TracePrompt.Find(model.Tokenizer, "Koke plays in the position of", "Messi")).Message.ShouldContain("does not stand in");
        Should.Throw<FormatException>(() => TracePrompt.Of(model.Tokenizer, "Koke plays", "Koke"));
        Should.Throw<ArgumentException>(() => new TraceOptions { Samples = 0 }.Check());
        Should.Throw<ArgumentException>(() => new TraceOptions { Window = 0 }.Check());
        Should.Throw<ArgumentException>(() => new TraceOptions { Kinds = [] }.Check());
        Should.Throw<ArgumentException>(() => SubjectNoise.Of(model, NoiseRule.Default)).Message.ShouldContain("needs subjects");
        Should.Throw<ArgumentException>(() => SubjectNoise.Of(model, NoiseRule.Parse("m"))).Message.ShouldContain("needs text");
        var longPrompt = TracePrompt.Of(model.Tokenizer, string.Concat(Enumerable.Repeat("again and ", 80)) + "{} is", "Koke");
        Should.Throw<FormatException>(() => new CausalTracer(model, Noise()).Trace(longPrompt)).Message.ShouldContain("shorten it");
        var reader = GoldenModel.Open("t5").Model;
        Should.Throw<NotSupportedException>(() => new CausalTracer(reader, SubjectNoise.Of(reader, NoiseRule.Parse("1")))).Message.ShouldContain("an encoder reads");
    }

    private CausalTrace Trace(int number, SeveredNoise severed) =>
        new CausalTracer(model, Noise(), new TraceOptions { Window = 4, Severed = true, SeveredNoise = severed }).Trace(Prompt(number));

    private TracePrompt Prompt(int number)
    {
        var entry = json.GetProperty("cases")[number];
        return TracePrompt.Find(model.Tokenizer, entry.GetProperty("prompt").GetString()!, entry.GetProperty("subject").GetString()!);
    }

    private SubjectNoise Noise()
    {
        using var facts = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "facts.json")));
        return SubjectNoise.Of(model, NoiseRule.Default, [.. facts.RootElement.GetProperty("facts").EnumerateArray().Select(fact => fact.GetProperty("subject").GetString()!)]);
    }

    private void ShouldBeClose(string name, ReadOnlySpan<float> values)
    {
        var expected = golden.Tensor(name).ToArray();
        values.Length.ShouldBe(expected.Length, name);
        for (var i = 0; i < expected.Length; i++)
            values[i].ShouldBe(expected[i], Tolerance, $"{name}, element {i}");
    }

    private sealed class Immediate(Action<TraceProgress> report) : IProgress<TraceProgress>
    {
        public void Report(TraceProgress value) => report(value);
    }
}
