namespace Emend.Editing;

/// <summary>Refuses options outside their ranges.</summary>
internal static class OptionRange
{
    /// <summary>Refuses a value outside its range with a sentence that names the option.</summary>
    /// <exception cref="ArgumentException">The value is outside.</exception>
    public static void Require(bool holds, string option, object? value, string range)
    {
        if (!holds)
            throw new ArgumentException($"The option {char.ToLowerInvariant(option[0])}{option[1..]} is {value}, but must be {range}.");
    }
}
