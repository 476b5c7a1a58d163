using Emend.Files;

namespace Emend.Models;

/// <summary>
/// What a checkpoint calls a weight, where it differs from the full name that a family gives: checkpoints of the bare
/// model lack a prefix, and those converted from TensorFlow (bert-base-uncased) call a norm's scale and shift
/// <c>gamma</c> and <c>beta</c>.
/// </summary>
internal static class StoredNames
{
    private static readonly (string Name, string Older)[] Endings = [(".weight", ".gamma"), (".bias", ".beta")];

    /// <summary>The name in the checkpoint; null if it has none for the weight.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="name">The full name.</param>
    /// <param name="prefix">What names of the bare model lack.</param>
    public static string? Find(Checkpoint checkpoint, string name, string prefix) =>
        Candidates(name, prefix).FirstOrDefault(checkpoint.Contains);

    private static IEnumerable<string> Candidates(string name, string prefix)
    {
        var bare = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        string[] names = [name, bare, prefix + name];
        foreach (var candidate in names)
            yield return candidate;
        foreach (var (ending, older) in Endings)
        {
            if (!name.EndsWith(ending, StringComparison.Ordinal))
                continue;
            foreach (var candidate in names)
                yield return candidate[..^ending.Length] + older;
        }
    }
}
