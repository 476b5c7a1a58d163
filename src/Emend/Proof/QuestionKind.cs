namespace Emend.Proof;

/// <summary>What the questions of a proof test, as edit files and JSON documents name it.</summary>
public static class QuestionKind
{
    /// <summary>The prompt of the edit itself.</summary>
    public const string Rewrite = "rewrite";

    /// <summary>The same question in other words.</summary>
    public const string Rephrase = "rephrase";

    /// <summary>The prompt after text that has nothing to do with it.</summary>
    public const string Distracted = "distracted";

    /// <summary>The same relation with the same answer, of another subject: it shall stay.</summary>
    public const string Neighbour = "neighbour";

    /// <summary>Another fact about the edited subject: it shall stay.</summary>
    public const string OwnFact = "own-fact";

    /// <summary>Any fact that the model is known to have been taught.</summary>
    public const string KnownFact = "known-fact";

    /// <summary>How well the model predicts fixed text: it shall not get worse.</summary>
    public const string Perplexity = "perplexity";

    /// <summary>Whether questions of a kind ask for the edited fact, not for one that shall stay.</summary>
    public static bool AsksForEdit(string kind) => kind is Rewrite or Rephrase or Distracted;
}
