namespace Emend.Evaluation.Cases;

/// <summary>The names of the kinds of questions and what they are signs of.</summary>
public static class EditTestKinds
{
    private static readonly Dictionary<EditTestKind, string> Names = Enum.GetValues<EditTestKind>().ToDictionary(kind => kind, Hyphenated);

    private static readonly Dictionary<string, EditTestKind> Kinds = Names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    extension(EditTestKind kind)
    {
        /// <summary>The kind's name in files and reports, for example <c>multi-hop</c>.</summary>
        public string Name => Names[kind];

        /// <summary>What the kind is a sign of.</summary>
        public TestAspect Aspect => kind switch
        {
            EditTestKind.Rewrite => TestAspect.Efficacy,
            <= EditTestKind.SubQuestion => TestAspect.Generality,
            <= EditTestKind.UnaffectedObject => TestAspect.Locality,
            <= EditTestKind.Claim => TestAspect.Portability,
            EditTestKind.Generation or EditTestKind.Sentiment => TestAspect.Writing,
            _ => TestAspect.Knowledge,
        };

        /// <summary>Whether the answer must be the same before and after the edit.</summary>
        public bool IsLocality => kind.Aspect == TestAspect.Locality;
    }

    /// <summary>The kind with a name as in files.</summary>
    /// <exception cref="FormatException">There is no such kind; the message lists all.</exception>
    public static EditTestKind Parse(string name) => Kinds.TryGetValue(name ?? "", out var kind)
        ? kind
        : throw new FormatException($"There is no kind of question \"{name}\": it is one of {string.Join(", ", Kinds.Keys)}.");

    private static string Hyphenated(EditTestKind kind) => kind switch
    {
        EditTestKind.Neighbour => "neighbourhood",
        _ => string.Concat(kind.ToString().Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString())),
    };
}
