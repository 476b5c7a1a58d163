namespace Emend.Evaluation.Cases;

/// <summary>The object of a fact: what is answered before or after an edit.</summary>
/// <param name="Text">Its name, without the space that separates it from a prompt.</param>
/// <param name="Id">Its id in the source, for example <c>Q150</c>.</param>
public sealed record EditTarget(string Text, string? Id = null)
{
    /// <summary>Its other names, without <see cref="Text"/>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>All its names as an answer, <see cref="Text"/> first.</summary>
    public AnswerSet Answer => new([Text, .. Aliases]);
}
