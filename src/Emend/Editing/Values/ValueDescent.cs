using Emend.Tensors;

namespace Emend.Editing.Values;

/// <summary>One request's search: its changes, one for each site, the record of losses, and when it is done.</summary>
/// <param name="changes">The changes, in the order of the sites.</param>
/// <param name="options">The settings.</param>
internal sealed class ValueDescent(IReadOnlyList<ChangeDescent> changes, ValueSearchOptions options)
{
    private const float Relaxation = 0.1f;         // PMET's factor of the target's loss once it is learnt
    private const float LeastPreservation = 0.01f; // … and the preservation loss at which it then ends

    private readonly List<float> losses = [];
    private readonly List<float> probabilities = [];

    /// <summary>The changes, one for each site.</summary>
    public IReadOnlyList<ChangeDescent> Changes { get; } = changes;

    /// <summary>The weight of the target's loss in the next pass.</summary>
    public float TargetWeight { get; private set; } = (float)options.TargetFactor;

    /// <summary>The losses of all passes: total, target, preservation, length [steps, 4].</summary>
    public Tensor Losses => Tensor.From(losses.ToArray(), [losses.Count / 4, 4]);

    /// <summary>The probability of the target and of the best tokens in all passes [steps, 2]; null if no rule looks at it.</summary>
    public Tensor? Probabilities => options.WatchesProbability ? Tensor.From(probabilities.ToArray(), [probabilities.Count / 2, 2]) : null;

    /// <summary>Whether the first change, the one that is written, cannot move.</summary>
    public bool IsHeld => Changes[0].IsHeld;

    /// <summary>What the changes' lengths add to the loss.</summary>
    public float LengthLoss => Changes.Sum(change => change.LengthLoss);

    /// <summary>One step of every change.</summary>
    /// <param name="gradients">For each site the gradients of the loss but for the lengths [requests, width].</param>
    /// <param name="at">The request's row in them.</param>
    public void Step(IReadOnlyList<Tensor> gradients, int at)
    {
        for (var site = 0; site < Changes.Count; site++)
            Changes[site].Step(gradients[site].Values.Slice(at * gradients[site].Shape.Columns, gradients[site].Shape.Columns));
    }

    /// <summary>Notes a pass.</summary>
    /// <returns>Whether the search is done: the loss is small, the target is learnt, or this was the last pass.</returns>
    public bool Note(ValueLoss loss, TargetProbability? probability)
    {
        losses.AddRange([loss.Total, loss.Target, loss.Preservation, loss.Length]);
        var done = loss.Total < options.LossThreshold || losses.Count / 4 == options.Steps;
        if (probability is not { } now)
            return done;
        probabilities.AddRange([now.Target, now.Best]);
        var isLearnt = options.RelaxesOnceLearnt && now.Target == now.Best;
        TargetWeight = (float)options.TargetFactor * (isLearnt ? Relaxation : 1);
        return done || (isLearnt && loss.Preservation <= LeastPreservation) || now.Target >= options.StopProbability;
    }
}
