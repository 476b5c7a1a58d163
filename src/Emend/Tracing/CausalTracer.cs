using Emend.Numerics;
using Emend.Tensors;

namespace Emend.Tracing;

/// <summary>
/// Causal tracing (Meng et al. 2022, "Locating and Editing Factual Associations in GPT", §2): the subject of a prompt is
/// corrupted by noise, one value after the other is restored, and what brings the answer back shows where the fact passes.
/// </summary>
/// <example><code>
/// var model = LanguageModel.Load("atlas");
/// var noise = SubjectNoise.Of(model, NoiseRule.Default, FactBank.Of(model).Subjects);
/// var trace = new CausalTracer(model, noise).Trace(TracePrompt.Of(model.Tokenizer, "The mother tongue of {} is", "Danielle Darrieux"));
/// var (token, layer) = trace.Table(TraceKind.Mlp).Best();
/// </code></example>
public sealed class CausalTracer
{
    private readonly LanguageModel model;
    private readonly SubjectNoise noise;
    private readonly TraceOptions options;

    /// <summary>Prepares tracing.</summary>
    /// <param name="model">The model, which is never changed.</param>
    /// <param name="noise">How subjects are corrupted.</param>
    /// <param name="options">The settings; null for the published ones.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="NotSupportedException">An encoder reads the model's prompts.</exception>
    public CausalTracer(LanguageModel model, SubjectNoise noise, TraceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(noise);
        if (model.HasEncoder)
            throw new NotSupportedException($"Causal tracing follows a prompt through a decoder, but an encoder reads the prompts of {model.Name}: trace a decoder such as GPT-2 or Llama.");
        this.model = model;
        this.noise = noise;
        options ??= new TraceOptions();
        options.Check();
        this.options = options with { Window = options.WindowFor(model.Architecture.Layers) };
    }

    /// <summary>Traces the model's own answer to a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancel">Stops the computation.</param>
    /// <exception cref="FormatException">The prompt is longer than the context.</exception>
    /// <exception cref="ArithmeticException">The model computes values that are not numbers.</exception>
    public CausalTrace Trace(TracePrompt prompt, IProgress<TraceProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.Tokens.Count > model.Architecture.Context)
            throw new FormatException($"The prompt \"{prompt.Text}\" has {prompt.Tokens.Count} tokens, but the model reads at most {model.Architecture.Context}: shorten it.");
        using var pause = Gradients.Off();
        using var workspace = Workspace.Begin();
        var clean = new CleanRun(model, prompt, [TraceKind.State, .. options.Kinds.Where(kind => kind != TraceKind.State)]);
        RequireNumber(clean.Score, prompt);
        var random = new NumPyRandom(options.Seed);
        var first = Draw(random, prompt);
        var layers = model.Architecture.Layers;
        var corrupted = Corrupt(prompt, first, options.Severed ? new Hooks().Keep(SeveredRestorations.Sites(layers)) : new Hooks());
        var low = CorruptedRun.MeanOf(corrupted.Probabilities, clean.Answer);
        RequireNumber(low, prompt);

        var total = (options.Kinds.Sum(kind => kind == TraceKind.State ? layers - 1 : layers)) + (options.Severed ? 2 * (layers - 1) : 0);
        var done = 0;
        var restorations = new Restorations(model, clean, corrupted, options, Advance);
        var tables = options.Kinds.Distinct().Select(restorations.Restore).ToList();
        var severed = options.Severed ? Sever(prompt, clean, corrupted, random, Advance) : [];
        return new CausalTrace
        {
            Prompt = prompt,
            Tokens = [.. prompt.Tokens.Select(id => model.Tokenizer.Decode([id], skipSpecial: false))],
            AnswerId = clean.Answer,
            Answer = model.Tokenizer.Decode([clean.Answer], skipSpecial: false),
            HighScore = clean.Score,
            LowScore = low,
            Tables = tables,
            Severed = severed,
            Options = options,
            Noise = noise.ToString(),
            NoiseLevel = noise.Level,
        };

        void Advance()
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report(new TraceProgress(++done, total));
        }
    }

    private IReadOnlyList<SeveredScores> Sever(TracePrompt prompt, CleanRun clean, CorruptedRun corrupted, NumPyRandom random, Action advance)
    {
        var second = options.SeveredNoise == SeveredNoise.Released ? Draw(random, prompt) : null;
        var severed = new SeveredRestorations(model, clean, corrupted, hooks => second is null ? corrupted : Corrupt(prompt, second, hooks), advance);
        return [severed.Restore(TraceKind.Mlp), severed.Restore(TraceKind.Attention)];
    }

    private double[] Draw(NumPyRandom random, TracePrompt prompt) =>
        noise.Draw(random, options.Samples, prompt.SubjectEnd - prompt.SubjectFirst, model.Architecture.Width);

    private CorruptedRun Corrupt(TracePrompt prompt, double[] drawn, Hooks hooks) => new(model, prompt, options.Samples, drawn, noise.Replaces, hooks);

    private static void RequireNumber(float score, TracePrompt prompt)
    {
        if (!float.IsFinite(score))
            throw new ArithmeticException($"The model computes values that are not numbers for \"{prompt.Text}\": check its weights with \"emend models check\".");
    }
}
