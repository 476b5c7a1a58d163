namespace Emend.Evaluation.Cases;

/// <summary>What a question measures.</summary>
public enum EditTestKind
{
    /// <summary>The fact in the words of the request.</summary>
    Rewrite,

    /// <summary>The fact in other words.</summary>
    Rephrase,

    /// <summary>The fact in other words after an unrelated sentence.</summary>
    DistractedRephrase,

    /// <summary>The fact as a statement where the request is a question, or the other way round.</summary>
    CrossFormat,

    /// <summary>A text that tells the fact in other words, scored as a whole (WISE).</summary>
    RephraseContinuation,

    /// <summary>The answer of the edit in a part: a question about what the new text says (UnKE).</summary>
    SubQuestion,

    /// <summary>The same relation and answer of another subject (CounterFact's neighbourhood).</summary>
    Neighbour,

    /// <summary>A neighbour after the edit's own statement (CounterFact+, Yao et al.).</summary>
    DistractingNeighbour,

    /// <summary>The same relation of a subject with another answer.</summary>
    SameRelation,

    /// <summary>Another fact of the same subject.</summary>
    OwnFact,

    /// <summary>Another attribute of the same subject (Yao et al., Relation_Specificity of KnowEdit and RippleEdits).</summary>
    OtherAttribute,

    /// <summary>An old answer that stays right beside the new one (Forgetfulness of KnowEdit and RippleEdits).</summary>
    Forgetfulness,

    /// <summary>A fact that has nothing to do with the edit.</summary>
    Unrelated,

    /// <summary>A question that the edit must not reach, without further distinction.</summary>
    Locality,

    /// <summary>A task of common sense that the edit must not reach (Yao et al.).</summary>
    CommonSense,

    /// <summary>The edited statement with a subject that the edit must not reach (MEMIT_CSK).</summary>
    UnaffectedSubject,

    /// <summary>The edited statement with an object that the edit must not reach (MEMIT_CSK).</summary>
    UnaffectedObject,

    /// <summary>What follows from the edit, without further distinction.</summary>
    Portability,

    /// <summary>What follows in one further step (Yao et al.).</summary>
    OneHop,

    /// <summary>The relation asked from its object (Yao et al.).</summary>
    ReversedRelation,

    /// <summary>The fact with another name of the subject.</summary>
    Alias,

    /// <summary>What follows over a chain of facts (MQuAKE).</summary>
    MultiHop,

    /// <summary>One step of a chain of facts (MQuAKE).</summary>
    SingleHop,

    /// <summary>What follows by composition, without further distinction (KnowEdit).</summary>
    Reasoning,

    /// <summary>What follows by the logic of the relation (KnowEdit, RippleEdits).</summary>
    LogicalGeneralization,

    /// <summary>A relation of the new object (RippleEdits, Compositionality_I).</summary>
    ForwardComposition,

    /// <summary>A relation whose object is the edited subject (RippleEdits, Compositionality_II).</summary>
    BackwardComposition,

    /// <summary>The edited statement with a subject that the edit must reach (MEMIT_CSK).</summary>
    AffectedSubject,

    /// <summary>The edited statement with a verb that the edit must reach (MEMIT_CSK).</summary>
    AffectedVerb,

    /// <summary>The edited statement with an object that the edit must reach (MEMIT_CSK).</summary>
    AffectedObject,

    /// <summary>A claim that is supported, refuted or neither.</summary>
    Claim,

    /// <summary>A text to be continued, scored for its writing.</summary>
    Generation,

    /// <summary>A subject that truly has the new answer, for comparison with what the edited model writes (CounterFact).</summary>
    Attribute,

    /// <summary>A fact that a model knew when the source was made (known_1000).</summary>
    Known,

    /// <summary>A question of the world.</summary>
    Question,

    /// <summary>A question of the world at a date (SituatedQA).</summary>
    DatedQuestion,

    /// <summary>One of a fact's wordings, for consistency over them (ParaRel).</summary>
    ParaphraseCloze,

    /// <summary>A question about a topic, for the sentiment of what is answered (ConvSent).</summary>
    Sentiment,
}
