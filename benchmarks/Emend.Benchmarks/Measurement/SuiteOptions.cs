namespace Emend.Benchmarks.Measurement;

/// <summary>How a suite is run.</summary>
internal sealed record SuiteOptions
{
    /// <summary>Only cases whose description contains this text; such a run writes no file.</summary>
    public string Only { get; init; } = "";

    /// <summary>The part of the suite that is run; empty for all.</summary>
    public string Part { get; init; } = "";

    /// <summary>How often the whole list is gone through: the best counts, and noise on a shared machine comes in spells.</summary>
    public int Passes { get; init; } = 3;

    /// <summary>Whether to print without writing a file.</summary>
    public bool Dry { get; init; }

    /// <summary>Reads the options after the suite's name.</summary>
    /// <exception cref="ArgumentException">An option is unknown.</exception>
    public static SuiteOptions Parse(ReadOnlySpan<string> words)
    {
        var options = new SuiteOptions();
        for (var i = 0; i < words.Length; i++)
        {
            options = words[i] switch
            {
                "--only" when i + 1 < words.Length => options with { Only = words[++i], Dry = true },
                "--passes" when i + 1 < words.Length => options with { Passes = int.Parse(words[++i]) },
                [>= 'a' and <= 'z', ..] => options with { Part = words[i] },
                "--dry" => options with { Dry = true },
                _ => throw new ArgumentException($"Unknown option {words[i]}: use --only TEXT, --passes N or --dry."),
            };
        }

        return options;
    }
}
