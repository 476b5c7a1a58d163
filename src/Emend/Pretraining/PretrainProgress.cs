namespace Emend.Pretraining;

/// <summary>How far pretraining is.</summary>
public sealed record PretrainProgress
{
    /// <summary>What is being done: <c>tokenizer</c>, <c>training</c>, <c>evaluation</c> or <c>saving</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>The steps made so far.</summary>
    public int Step { get; init; }

    /// <summary>The steps in all.</summary>
    public int Steps { get; init; }

    /// <summary>The number of the epoch, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>The mean loss in nats per token since the last log line.</summary>
    public double Loss { get; init; }

    /// <summary>The tokens trained on so far.</summary>
    public long Tokens { get; init; }

    /// <summary>The speed since this process began training.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>The time left at this speed.</summary>
    public TimeSpan TimeLeft { get; init; }
}
