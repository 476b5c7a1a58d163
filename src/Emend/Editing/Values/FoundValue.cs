using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Editing.Values;

/// <summary>What the value search found for one request.</summary>
public sealed record FoundValue
{
    /// <summary>The rows that were searched with.</summary>
    public required RewritePrompts Prompts { get; init; }

    /// <summary>The activation at the subject's last token of the bare prompt before the change, h₀ [width].</summary>
    public required Tensor Initial { get; init; }

    /// <summary>The change that was found, δ [width].</summary>
    public required Tensor Change { get; init; }

    /// <summary>The attention's output there before its change [width]; null unless it was changed too.</summary>
    public Tensor? AttentionInitial { get; init; }

    /// <summary>The change of the attention's output [width]; null unless it was changed too.</summary>
    public Tensor? AttentionChange { get; init; }

    /// <summary>The loss of every forward pass: total, target, preservation, length [steps, 4].</summary>
    public required Tensor Loss { get; init; }

    /// <summary>The probabilities of the target and of the best tokens in every pass [steps, 2]; null if no rule looks at them.</summary>
    public Tensor? Probabilities { get; init; }

    /// <summary>The keys: the inputs of the down projection at the subject's last token, one for each context template [templates, hidden].</summary>
    public required Tensor Keys { get; init; }

    /// <summary>The outputs of the down projection at the same places [templates, width].</summary>
    public required Tensor Outputs { get; init; }

    /// <summary>What the model said after the first preserved prompt before the change, as log-probabilities [vocabulary]; null without such prompts.</summary>
    public Tensor? PreservedLogProbabilities { get; init; }

    /// <summary>
    /// The input of the first layer that is edited and the output of its attention, for the tokens up to the subject's last one, context
    /// by context [tokens, width]; null unless the search was told to keep them.
    /// </summary>
    internal (Tensor Stream, Tensor Attended)? Entering { get; init; }

    /// <summary>The value that the edited layer shall give, v* = h₀ + δ [width].</summary>
    public Tensor Value => Initial.Add(Change);
}
