namespace Emend.Evaluation.Cases;

/// <summary>What a kind of question is a sign of.</summary>
public enum TestAspect
{
    /// <summary>The edit holds in its own words.</summary>
    Efficacy,

    /// <summary>The edit holds in other words.</summary>
    Generality,

    /// <summary>What follows from the edit holds.</summary>
    Portability,

    /// <summary>What has nothing to do with the edit stays.</summary>
    Locality,

    /// <summary>The model still writes well and to the point.</summary>
    Writing,

    /// <summary>What the model knows, whatever the edit.</summary>
    Knowledge,
}
