namespace Emend.Pretraining;

/// <summary>What a training document is for.</summary>
public enum DocumentKind
{
    /// <summary>States facts.</summary>
    Statements,

    /// <summary>Asks for facts and answers.</summary>
    Questions,

    /// <summary>Gives new facts that override what is known, then uses or ignores them.</summary>
    NewFacts,

    /// <summary>Answers a composed question, mostly step by step.</summary>
    Chains,
}
