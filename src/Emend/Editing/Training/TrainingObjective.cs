namespace Emend.Editing.Training;

/// <summary>Which predictions of a request are trained.</summary>
public enum TrainingObjective
{
    /// <summary>Every token of the target at the prompt's last token, none of them given the others: the released code of ROME's baselines, FT-L in surveys.</summary>
    PromptLast,

    /// <summary>Every token of the target given those before it, −log P[target | prompt]: FT-M in surveys.</summary>
    TargetNew,
}

/// <summary>Which token ids a target consists of.</summary>
public enum TargetTokens
{
    /// <summary>What the target adds to the prompt.</summary>
    Plain,

    /// <summary>
    /// The target tokenized by itself with the special tokens that the tokenizer adds to a text, and filled up to the longest of
    /// its batch with the token that ends texts: EasyEdit's loss at the prompt's last token, where the tokenizer knows no unknown token.
    /// </summary>
    EasyEdit,
}

/// <summary>From where the positions of a row's tokens are counted.</summary>
public enum RowPositions
{
    /// <summary>From the row's first token.</summary>
    Own,

    /// <summary>From the padding that would fill the row up on the left to the longest of its batch: EasyEdit, which does not shift them.</summary>
    LeftPadded,
}
