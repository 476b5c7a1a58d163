namespace Emend.Tracing;

/// <summary>The probability of the answer after restorations of one kind, averaged over prompts by role and layer.</summary>
public sealed class AverageTable
{
    private readonly RunningMean[,] means; // [roles, layers]

    internal AverageTable(TraceKind kind, int layers)
    {
        Kind = kind;
        Layers = layers;
        means = new RunningMean[Enum.GetValues<TokenRole>().Length, layers];
        for (var role = 0; role < means.GetLength(0); role++)
        {
            for (var layer = 0; layer < layers; layer++)
                means[role, layer] = new RunningMean();
        }
    }

    /// <summary>What was restored.</summary>
    public TraceKind Kind { get; }

    /// <summary>The number of layers of the model.</summary>
    public int Layers { get; }

    /// <summary>The mean over all tokens of a role; its count is the number of those tokens.</summary>
    public MeanEstimate this[TokenRole role, int layer] => means[(int)role, layer].Estimate;

    /// <summary>Adds the tokens of one prompt to their roles, as kmeng01/rome's notebook of averages does.</summary>
    internal void Add(TraceTable table, TracePrompt prompt)
    {
        var (first, after, last) = (prompt.SubjectFirst, prompt.SubjectEnd, table.Tokens - 1);
        AddRows(TokenRole.FirstSubject, first, first + 1);
        AddRows(TokenRole.MiddleSubject, first + 1, after - 1);
        AddRows(TokenRole.LastSubject, after - 1, after);
        AddRows(TokenRole.FirstAfter, after, Math.Min(after + 1, table.Tokens)); // nothing where the subject ends the prompt
        AddRows(TokenRole.Further, after + 1, last);
        AddRows(TokenRole.Last, last, last + 1);

        void AddRows(TokenRole role, int from, int end)
        {
            for (var token = from; token < end; token++)
            {
                for (var layer = 0; layer < Layers; layer++)
                    means[(int)role, layer].Add(table[token, layer]);
            }
        }
    }
}
