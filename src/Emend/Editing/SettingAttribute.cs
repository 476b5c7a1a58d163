namespace Emend.Editing;

/// <summary>Describes one option of a method for people: what it does and where its default comes from.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description, string source) : Attribute
{
    /// <summary>What the option does, in one sentence.</summary>
    public string Description { get; } = description;

    /// <summary>Where the default comes from.</summary>
    public string Source { get; } = source;
}
