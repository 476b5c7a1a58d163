namespace Emend.Evaluation.Cases;

/// <summary>Of which model a question expects its answer.</summary>
public enum TestMoment
{
    /// <summary>Of the edited model.</summary>
    After,

    /// <summary>Of any model: the answer is a fact of the world that has nothing to do with the edit.</summary>
    Before,

    /// <summary>Of both: the edit must not change the answer. Answers that are given are the truth; without them only equality counts.</summary>
    Unchanged,
}
