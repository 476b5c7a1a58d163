namespace Emend.Cli.Output;

/// <summary>The document of <c>emend stats</c> and <c>emend stats list</c>.</summary>
internal sealed record StatsReport(int Schema, IReadOnlyList<StatsReport.Statistics> Files)
{
    /// <param name="ModelHash">The hash of the model's weights; null for a file beside a model.</param>
    /// <param name="Tokens">Over how many tokens they were collected.</param>
    internal sealed record Statistics(string? ModelHash, IReadOnlyList<int> Layers, long Tokens, string File)
    {
        /// <summary>How many tokens of longer texts stood behind the model's context and do not count; null for moments that were not collected just now.</summary>
        public long? LeftOut { get; init; }

        /// <summary>The estimated relative error, in the Frobenius norm; null for moments that were not collected just now.</summary>
        public double? RelativeError { get; init; }

        /// <summary>How many tokens bring it down to one per cent.</summary>
        public long? TokensForOnePercent { get; init; }
    }
}
