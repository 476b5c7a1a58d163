using System.CommandLine;

namespace Emend.Cli;

/// <summary>A command whose help teaches: it shows what to type before it lists what there is.</summary>
/// <param name="name">The word after <c>emend</c>.</param>
/// <param name="summary">One sentence for the list of commands; the rest of the description follows a blank line.</param>
/// <param name="examples">Lines to type, each followed by what it does after <c>  # </c>, if that needs saying.</param>
internal sealed class TaughtCommand(string name, string summary, params string[] examples) : Command(name, summary)
{
    /// <summary>Lines to type.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>What there is to know before typing: a paragraph or two under the summary.</summary>
    public string? Explanation { get; set; }
}
