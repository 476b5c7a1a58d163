using Emend.Cli.Output;
using Emend.Editing.Statistics;
using Emend.Tracing;

namespace Emend.Cli.Tracing;

/// <summary>What <c>emend trace</c> was asked for, whatever it traces.</summary>
internal sealed record TraceOrder
{
    public required TraceOptions Options { get; init; }

    public required NoiseRule Noise { get; init; }

    /// <summary>The file of text that noise is fitted to; null for text of the model's own kind.</summary>
    public string? NoiseText { get; init; }

    /// <summary>Whether noise takes the place of embeddings.</summary>
    public bool Replaces { get; init; }

    /// <summary>The file of facts; null for those that are found.</summary>
    public string? Data { get; init; }

    /// <summary>Whether the ledger's edits are left out.</summary>
    public bool Original { get; init; }

    /// <summary>The files to write, as full paths.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The facts: those of the file, or else those found for the model.</summary>
    public FactBank Facts(Invocation invocation, LanguageModel model, bool onlyKnownThousand = false) =>
        Data is null ? FactBank.Of(model, onlyKnownThousand) : FactBank.Read(invocation.FullPath(Data));

    /// <summary>A tracer of a model, its noise made.</summary>
    public CausalTracer Tracer(Invocation invocation, LanguageModel model)
    {
        var (needsSubjects, needsText) = (Noise.Kind == NoiseKind.Deviations, Noise.Kind is NoiseKind.Multivariate or NoiseKind.Student);
        var noise = SubjectNoise.Of(model, Noise, needsSubjects ? Facts(invocation, model).Subjects : null, needsText ? Texts(invocation, model) : null, Replaces);
        return new CausalTracer(model, noise, Options);
    }

    private IEnumerable<string> Texts(Invocation invocation, LanguageModel model)
    {
        if (NoiseText is not null) return StatisticsText.From(invocation.FullPath(NoiseText));
        if (StatisticsText.IsKnownFor(model)) return StatisticsText.KnownFor(model);
        invocation.Terminal.Note($"It is not known what {model.Name} was trained on: noise is fitted to the facts (--noise-text names other text).");
        return Facts(invocation, model).Facts.Select(fact => $"{fact.Prompt} {fact.Attribute}.");
    }
}
