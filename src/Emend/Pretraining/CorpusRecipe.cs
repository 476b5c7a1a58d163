namespace Emend.Pretraining;

/// <summary>How the training text of one epoch is made from a world.</summary>
public sealed record CorpusRecipe
{
    /// <summary>How often each fact is stated.</summary>
    public int StatementRepeats { get; init; } = 2;

    /// <summary>The share of statement documents that begin with a neutral sentence.</summary>
    public double FillerShare { get; init; } = 0.12;

    /// <summary>The share of statement documents that begin with a broken-off sentence.</summary>
    public double FragmentShare { get; init; } = 0.08;

    /// <summary>The share of the documents of several sentences that are about one subject with several facts, when they begin with such a subject.</summary>
    public double SameSubjectShare { get; init; } = 0.5;

    /// <summary>The number of documents with new facts, relative to the number of facts.</summary>
    public double NewFactDocuments { get; init; } = 1.0;

    /// <summary>The number of composed questions, relative to the number of facts.</summary>
    public double ChainDocuments { get; init; } = 0.25;

    /// <summary>The share of queries after new facts that one of them answers, in the first part of training.</summary>
    public double RelevantShare { get; init; } = 0.6;

    /// <summary>The same share in the rest of training.</summary>
    public double RelevantShareLate { get; init; } = 0.5;

    /// <summary>Where the rest of training begins, as a share of all steps.</summary>
    public double LateFrom { get; init; } = 0.6;

    /// <summary>How often a new object is the one that CounterFact asks for, where it has one.</summary>
    public double TargetNewShare { get; init; } = 0.4;

    /// <summary>How often a row begins with the end-of-text token.</summary>
    public double EndOfTextFirstShare { get; init; } = 0.3;
}
