namespace Emend.Generation;

/// <summary>A generated continuation.</summary>
public sealed class Generated
{
    private readonly Lazy<string> text;

    internal Generated(IReadOnlyList<int> ids, IReadOnlyList<float> logProbabilities, StopReason reason, Lazy<string> text)
    {
        Ids = ids;
        LogProbabilities = logProbabilities;
        Reason = reason;
        this.text = text;
    }

    /// <summary>The tokens in their order, the one that ended the text included.</summary>
    public IReadOnlyList<int> Ids { get; }

    /// <summary>The natural logarithm of the model's probability for each token, before temperature.</summary>
    public IReadOnlyList<float> LogProbabilities { get; }

    /// <summary>Why the text ends.</summary>
    public StopReason Reason { get; }

    /// <summary>The text without special tokens, up to a stop string.</summary>
    public string Text => text.Value;

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;
}
