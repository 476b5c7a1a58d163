namespace Emend.Editing.Methods;

/// <summary>Fields of a hyper-parameter file that choose one option together.</summary>
/// <param name="Option">The option that they choose.</param>
/// <param name="Fields">The fields in order, each with the value that the other toolkit takes where the file leaves it out.</param>
/// <param name="Choices">The option's value by the fields' values, in order and joined by commas; other combinations are refused.</param>
public sealed record JointFields(string Option, IReadOnlyList<KeyValuePair<string, string>> Fields, IReadOnlyDictionary<string, string> Choices)
{
    /// <summary>The option's value that a file chooses, or null if it has none of the fields.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="written">The file's fields and values.</param>
    /// <exception cref="FormatException">The combination is not among the choices; the message names the file and the fields.</exception>
    public string? Choose(string path, IReadOnlyDictionary<string, string> written)
    {
        if (!Fields.Any(field => written.ContainsKey(field.Key)))
            return null;
        var values = string.Join(',', Fields.Select(field => written.GetValueOrDefault(field.Key, field.Value)));
        return Choices.TryGetValue(values, out var choice)
            ? choice
            : throw new FormatException($"{path}: the fields {string.Join(", ", Fields.Select(field => field.Key))} are {values}, but only {string.Join(" or ", Choices.Keys)} is supported.");
    }
}
