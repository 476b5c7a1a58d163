namespace Emend.Evaluation.Datasets.Records;

/// <summary>A wording of ParaRel: a sentence with [X] for the subject and [Y] for the object.</summary>
/// <param name="Text">The sentence.</param>
internal sealed record ParaRelPattern(string Text)
{
    private readonly int subject = Text.IndexOf("[X]", StringComparison.Ordinal);
    private readonly int target = Text.IndexOf("[Y]", StringComparison.Ordinal);

    /// <summary>Whether both places are there.</summary>
    public bool IsWhole => subject >= 0 && target >= 0;

    /// <summary>Whether a model that reads from left to right can be asked: the subject stands before the object.</summary>
    public bool IsLeftToRight => subject < target;

    /// <summary>The statement up to the object with {} for the subject; of a pattern that is left to right.</summary>
    public string Template => Prompt(Text[..target]).Replace("[X]", "{}", StringComparison.Ordinal);

    /// <summary>The sentence with a subject, cut at the object.</summary>
    public ParaRelWording Of(string name)
    {
        var before = Text[..target].Replace("[X]", name, StringComparison.Ordinal);
        return new ParaRelWording(before, Text[(target + 3)..].Replace("[X]", name, StringComparison.Ordinal), Prompt(before), before.EndsWith(' ') ? " " : "");
    }

    private static string Prompt(string before) => before.EndsWith(' ') ? before[..^1] : before;
}

/// <summary>A wording with its subject.</summary>
/// <param name="Before">The text before the object, byte by byte.</param>
/// <param name="After">The text behind it.</param>
/// <param name="Prompt">The text before the object without the one space that separates them.</param>
/// <param name="JoinedBy">That space, or nothing.</param>
internal sealed record ParaRelWording(string Before, string After, string Prompt, string JoinedBy);
