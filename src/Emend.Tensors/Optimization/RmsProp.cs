using Emend.Tensors.Operations;

namespace Emend.Tensors.Optimization;

/// <summary>RMSprop (Hinton 2012) without momentum, in PyTorch's arithmetic; it updates the memory of its parameters in place.</summary>
public sealed class RmsProp
{
    private readonly Tensor[] parameters;
    private readonly Tensor[] squares;

    /// <summary>An optimizer that has made no step.</summary>
    /// <param name="parameters">Float32 tensors without history, whose memory is not shared with a model that must stay as it is.</param>
    public RmsProp(IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        this.parameters = [.. parameters];
        squares = [.. parameters.Select(x => Tensor.OwnedZeros(x.Shape))];
    }

    /// <summary>The step size.</summary>
    public double LearningRate { get; init; } = 1e-2;

    /// <summary>The decay of the mean of squared gradients, per step.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>What is added to the root of the mean of squares.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Makes one step against the gradients.</summary>
    /// <param name="gradients">One for each parameter, in its shape.</param>
    public void Step(IReadOnlyList<Tensor> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (gradients.Count != parameters.Length)
            throw new ArgumentException($"There are {parameters.Length} parameters, but {gradients.Count} gradients were given.", nameof(gradients));
        using var workspace = Workspace.Begin();
        for (var i = 0; i < parameters.Length; i++)
        {
            var gradient = gradients[i].Detach();
            squares[i].WriteRows(0, squares[i].Multiply((float)Decay).Add(gradient.Square().Multiply((float)(1 - Decay))));
            var change = gradient.Divide(squares[i].Sqrt().Add((float)Epsilon)).Multiply((float)LearningRate);
            parameters[i].WriteRows(0, parameters[i].Subtract(change));
        }
    }
}
