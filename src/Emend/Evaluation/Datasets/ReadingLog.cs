namespace Emend.Evaluation.Datasets;

/// <summary>What was found in a file while its cases were read.</summary>
public sealed class ReadingLog
{
    private const int Kept = 100;
    private readonly List<MalformedRecordException> malformed = [];

    /// <summary>The number of records read so far, malformed ones included.</summary>
    public int Records { get; internal set; }

    /// <summary>The number of cases given so far.</summary>
    public int Cases { get; internal set; }

    /// <summary>The number of sound records that the format's own rules leave out, for example zsRE's without an alternative.</summary>
    public int LeftOut { get; internal set; }

    /// <summary>The number of malformed records.</summary>
    public int MalformedCount { get; private set; }

    /// <summary>The first hundred malformed records.</summary>
    public IReadOnlyList<MalformedRecordException> Malformed => malformed;

    internal void Add(MalformedRecordException fault)
    {
        MalformedCount++;
        if (malformed.Count < Kept)
            malformed.Add(fault);
    }
}
