namespace Emend.Pretraining;

/// <summary>Finds prompts that can not have one right continuation, which no amount of training would teach.</summary>
internal static class AmbiguousPrompts
{
    /// <summary>Refuses a world in which some prompt ends inside another one, or asks for two objects.</summary>
    public static void Refuse(World world)
    {
        var checkedSets = new HashSet<string>();
        foreach (var subject in world.Subjects)
        {
            var facts = world.About(subject);
            var wordings = facts.SelectMany(fact => Wordings(world.Relations[fact.Relation]).Select(pattern => (fact, pattern))).ToArray();
            foreach (var twins in wordings.GroupBy(wording => wording.pattern))
            {
                if (twins.Select(twin => twin.fact.Object).Distinct().Count() > 1)
                    throw new InvalidDataException($"\"{twins.Key.Replace("{}", subject, StringComparison.Ordinal)}\" asks for two objects: drop one of the facts {string.Join(" and ", twins.Select(twin => twin.fact.Id))}.");
            }

            if (!checkedSets.Add(string.Join(' ', facts.Select(fact => fact.Relation).Order(StringComparer.Ordinal))))
                continue;
            foreach (var (_, prefix) in wordings)
            {
                if (Array.Find(wordings, other => IsProperPrefix(prefix, other.pattern)) is { pattern: { } longer })
                    throw new InvalidDataException($"The pattern \"{prefix}\" is a proper prefix of \"{longer}\", and both can be about {subject}: drop one of them.");
            }
        }
    }

    /// <summary>Whether text that ends with the first pattern may go on with a word of the second.</summary>
    public static bool IsProperPrefix(string prefix, string pattern) =>
        pattern.Length > prefix.Length && pattern.StartsWith(prefix, StringComparison.Ordinal) && pattern[prefix.Length] == ' ';

    private static IEnumerable<string> Wordings(Relation relation) => relation.Patterns.Append(relation.HeldoutPattern);
}
