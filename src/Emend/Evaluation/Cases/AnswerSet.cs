namespace Emend.Evaluation.Cases;

/// <summary>Names of one and the same answer, any of which is right; the main one comes first.</summary>
public sealed class AnswerSet : IEquatable<AnswerSet>
{
    private readonly string[] texts;

    /// <summary>Takes the names of an answer, the main one first; repeats are left out.</summary>
    /// <exception cref="ArgumentException">There is no name.</exception>
    public AnswerSet(params IEnumerable<string> texts)
    {
        this.texts = [.. texts.Distinct(StringComparer.Ordinal)];
        if (this.texts.Length == 0)
            throw new ArgumentException("An answer needs at least one text.", nameof(texts));
    }

    /// <summary>The name that is scored where only one can be.</summary>
    public string Main => texts[0];

    /// <summary>All names without repeats, the main one first.</summary>
    public IReadOnlyList<string> Texts => texts;

    /// <inheritdoc/>
    public bool Equals(AnswerSet? other) => other is not null && texts.AsSpan().SequenceEqual(other.texts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AnswerSet);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(texts.Length, texts[0]);

    /// <summary>The names, joined by bars.</summary>
    public override string ToString() => string.Join(" | ", texts);
}
