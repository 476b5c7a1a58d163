using Emend.Tensors.Kernels;

namespace Emend.Tensors.Optimization;

/// <summary>Adam (Kingma and Ba 2015) and AdamW, in PyTorch's arithmetic; it updates the memory of its parameters in place.</summary>
public sealed unsafe class Adam
{
    private readonly AdamOptions options;
    private readonly Tensor[] parameters;
    private readonly Tensor[] firstMoments;
    private readonly Tensor[] secondMoments;

    /// <summary>An optimizer that has made no step.</summary>
    /// <param name="parameters">Float32 tensors whose memory is not shared with a model that must stay as it is.</param>
    /// <param name="options">The constants.</param>
    public Adam(IReadOnlyList<Tensor> parameters, AdamOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.parameters = [.. parameters];
        LearningRate = options.LearningRate;
        foreach (var parameter in parameters)
        {
            if (parameter.Type != ElementType.Float32)
                throw new ArgumentException($"A parameter is stored as {parameter}: only float32 is trained, widen it with ToFloat32 first.", nameof(parameters));
        }

        firstMoments = [.. parameters.Select(x => Tensor.OwnedZeros(x.Shape))];
        secondMoments = [.. parameters.Select(x => Tensor.OwnedZeros(x.Shape))];
    }

    /// <summary>The step size of the next step; a schedule sets it.</summary>
    public double LearningRate { get; set; }

    /// <summary>How many steps have been made.</summary>
    public int Steps { get; private set; }

    /// <summary>The running means of the gradients, one for each parameter.</summary>
    public IReadOnlyList<Tensor> FirstMoments => firstMoments;

    /// <summary>The running means of the squared gradients, one for each parameter.</summary>
    public IReadOnlyList<Tensor> SecondMoments => secondMoments;

    /// <summary>Continues from a state that was saved.</summary>
    /// <param name="steps">How many steps had been made.</param>
    /// <param name="first">The running means of the gradients then.</param>
    /// <param name="second">The running means of the squared gradients then.</param>
    public void Restore(int steps, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        CheckShapes(first, nameof(first));
        CheckShapes(second, nameof(second));
        Steps = steps;
        for (var i = 0; i < parameters.Length; i++)
        {
            first[i].Values.CopyTo(firstMoments[i].Writable());
            second[i].Values.CopyTo(secondMoments[i].Writable());
        }
    }

    /// <summary>Makes one step against the gradients.</summary>
    /// <param name="gradients">One for each parameter, in its shape.</param>
    /// <param name="scale">What the gradients are multiplied by first, as for clipping.</param>
    public void Step(IReadOnlyList<Tensor> gradients, float scale = 1)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        CheckShapes(gradients, nameof(gradients));
        Steps++;
        var factors = AdamKernel.Of(options, LearningRate, Steps, scale);
        for (var i = 0; i < parameters.Length; i++)
        {
            var count = parameters[i].Count;
            Threads.For(
                AdamKernel.Parts(count),
                new AdamKernel.Body(factors, parameters[i].Address, gradients[i].Address, firstMoments[i].Address, secondMoments[i].Address, count));
            GC.KeepAlive(gradients);
        }
    }

    private void CheckShapes(IReadOnlyList<Tensor> tensors, string name)
    {
        if (tensors.Count != parameters.Length)
            throw new ArgumentException($"There are {parameters.Length} parameters, but {tensors.Count} tensors were given.", name);
        for (var i = 0; i < parameters.Length; i++)
        {
            if (tensors[i].Shape != parameters[i].Shape)
                throw new ArgumentException($"Parameter {i} has the shape {parameters[i].Shape}, but a tensor of the shape {tensors[i].Shape} was given for it.", name);
        }
    }
}
