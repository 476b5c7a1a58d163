using Emend.Tensors.Operations;

namespace Emend.Tensors;

/// <summary>Reverse-mode differentiation, define by run; gradients of gradients are exact.</summary>
public static class Gradients
{
    [ThreadStatic]
    private static int off;

    /// <summary>Whether operations on the calling thread remember how they were computed.</summary>
    public static bool Recording => off == 0;

    /// <summary>Stops recording on the calling thread until the returned scope ends.</summary>
    public static Pause Off() => new(true);

    /// <summary>The gradients of a scalar with respect to tensors that it was computed from.</summary>
    /// <param name="output">The scalar, one element.</param>
    /// <param name="inputs">Parameters or intermediate tensors.</param>
    /// <param name="differentiable">Whether the gradients shall be differentiable themselves.</param>
    /// <returns>One gradient for each input, in its shape; zeros where the output does not depend on it.</returns>
    /// <exception cref="ArgumentException">The output has more than one element or needs no gradient.</exception>
    public static Tensor[] Of(Tensor output, IReadOnlyList<Tensor> inputs, bool differentiable = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (output.Count != 1)
            throw new ArgumentException($"Gradients are of a scalar, but the output has the shape {output.Shape}: sum it first.", nameof(output));
        return Of(output, Tensor.Full(output.Shape, 1f), inputs, differentiable);
    }

    /// <summary>The vector–Jacobian product: the gradients of ⟨output, weight⟩ with respect to the inputs.</summary>
    /// <param name="output">A tensor of any shape.</param>
    /// <param name="weight">The gradient that arrives at the output, in its shape.</param>
    /// <param name="inputs">Parameters or intermediate tensors.</param>
    /// <param name="differentiable">Whether the gradients shall be differentiable themselves.</param>
    /// <returns>One gradient for each input, in its shape; zeros where the output does not depend on it.</returns>
    public static Tensor[] Of(Tensor output, Tensor weight, IReadOnlyList<Tensor> inputs, bool differentiable = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(inputs);
        if (output.Node is null)
            throw new ArgumentException("The output was not computed from a parameter, or recording was off.", nameof(output));
        if (weight.Shape != output.Shape)
            throw new ArgumentException($"The output has the shape {output.Shape}, but the gradient that arrives there {weight.Shape}.", nameof(weight));

        return Flow(output, weight, inputs, differentiable, throughAsked: true);
    }

    /// <summary>
    /// The gradients of ⟨composed(inputs), weight⟩, themselves differentiable if recording is on: the exact backward of a
    /// fused operation from its definition in simpler ones. Null for inputs that need none.
    /// </summary>
    internal static Tensor?[] Through(Tensor weight, ReadOnlySpan<Tensor?> inputs, Func<Tensor[], Tensor> composed)
    {
        var recording = Recording;
        using var resumed = new Resume(off);
        var aliases = new Tensor[inputs.Length]; // fresh nodes, so that nothing behind the inputs is walked
        var asked = new List<Tensor>();
        for (var i = 0; i < aliases.Length; i++)
        {
            if (inputs[i] is not { } input)
                continue;
            aliases[i] = input.Record([input], 0, static (gradient, _) => [gradient]);
            if (input.NeedsGradient)
                asked.Add(aliases[i]);
        }

        var flowing = asked.Count == 0 ? [] : Flow(composed(aliases), weight, asked, recording, throughAsked: false);
        var results = new Tensor?[inputs.Length];
        for (int i = 0, next = 0; i < results.Length; i++)
        {
            if (inputs[i] is { NeedsGradient: true })
                results[i] = flowing[next++];
        }

        return results;
    }

    private static Tensor[] Flow(Tensor output, Tensor weight, IReadOnlyList<Tensor> inputs, bool differentiable, bool throughAsked)
    {
        using var pause = new Pause(!differentiable);
        var asked = new HashSet<GradientNode>(ReferenceEqualityComparer.Instance);
        foreach (var input in inputs)
            asked.Add(input.Node ?? throw new ArgumentException("Gradients are with respect to parameters or tensors computed from them: use AsParameter.", nameof(inputs)));

        var arrived = new Dictionary<GradientNode, Tensor>(ReferenceEqualityComparer.Instance) { [output.Node!] = weight };
        var owned = new HashSet<GradientNode>(ReferenceEqualityComparer.Instance); // whose sum of gradients is in memory of its own
        foreach (var node in FromOutputToInputs(output.Node!, asked, throughAsked))
        {
            if (node.IsLeaf || (!throughAsked && asked.Contains(node)) || !arrived.TryGetValue(node, out var gradient))
                continue;
            if (!asked.Contains(node))
                arrived.Remove(node);
            if (!differentiable && node is SliceNode slice)
            {
                AddSlice(slice, gradient, arrived, owned);
                continue;
            }

            var flowing = node.Backward(gradient);
            for (var i = 0; i < flowing.Length; i++)
            {
                if (node.Inputs[i] is not { } input || flowing[i] is not { } part)
                    continue;
                var seen = arrived.TryGetValue(input, out var sum);
                arrived[input] = seen ? sum!.Add(part) : part;
                if (seen)
                    owned.Add(input);
            }
        }

        var results = new Tensor[inputs.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = arrived.TryGetValue(inputs[i].Node!, out var gradient) ? gradient : Tensor.Zeros(inputs[i].Shape);
        return results;
    }

    private static void AddSlice(SliceNode slice, Tensor gradient, Dictionary<GradientNode, Tensor> arrived, HashSet<GradientNode> owned)
    {
        var whole = slice.Inputs[0]!;
        if (owned.Add(whole))
            arrived[whole] = arrived.TryGetValue(whole, out var shared) ? shared.Copy() : Tensor.Zeros(slice.WholeShape);
        slice.AddTo(gradient, arrived[whole]);
    }

    /// <summary>Gives the result of an operation its history, if any input needs a gradient and recording is on.</summary>
    /// <param name="result">What the operation computed; it must be called after the kernel, because it keeps the inputs alive.</param>
    /// <param name="inputs">What it was computed from.</param>
    /// <param name="state">What <paramref name="backward"/> needs; passed to it, so that it captures nothing.</param>
    /// <param name="backward">From the gradient of the result to the gradients of the inputs, null where none is needed.</param>
    internal static Tensor Record<TState>(
        this Tensor result, ReadOnlySpan<Tensor> inputs, TState state, Func<Tensor, TState, Tensor?[]> backward) =>
        Needed(inputs) ? result.WithNode(GradientNode.Of(inputs, state, backward)) : result;

    /// <summary>The same for an operation whose backward uses its result: it is passed after the gradient.</summary>
    internal static Tensor RecordResult<TState>(
        this Tensor result, ReadOnlySpan<Tensor> inputs, TState state, Func<Tensor, Tensor, TState, Tensor?[]> backward) =>
        Needed(inputs) ? GradientNode.Attach(result, inputs, state, backward) : result;

    /// <summary>Whether an operation on these inputs must remember them.</summary>
    internal static bool Needed(ReadOnlySpan<Tensor> inputs)
    {
        if (!Recording)
            return false;
        foreach (var input in inputs)
        {
            if (input.NeedsGradient)
                return true;
        }

        return false;
    }

    /// <summary>The nodes between the output and the asked ones, each before the nodes that it was computed from.</summary>
    private static List<GradientNode> FromOutputToInputs(GradientNode output, HashSet<GradientNode> asked, bool throughAsked)
    {
        var order = new List<GradientNode>();
        var leads = new Dictionary<GradientNode, bool>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(GradientNode Node, bool Expanded)>();
        stack.Push((output, false));
        while (stack.TryPop(out var top))
        {
            var (node, expanded) = top;
            if (expanded)
            {
                var reaches = asked.Contains(node) || Array.Exists(node.Inputs, input => input is not null && leads[input]);
                leads[node] = reaches;
                if (reaches)
                    order.Add(node);
            }
            else if (leads.TryAdd(node, false))
            {
                stack.Push((node, true));
                if (!throughAsked && asked.Contains(node))
                    continue;
                foreach (var input in node.Inputs)
                {
                    if (input is not null && !leads.ContainsKey(input))
                        stack.Push((input, false));
                }
            }
        }

        order.Reverse();
        return order;
    }

    /// <summary>A stretch in which recording is on again, whatever is around it.</summary>
    private readonly ref struct Resume
    {
        private readonly int before;

        public Resume(int before)
        {
            this.before = before;
            off = 0;
        }

        public void Dispose() => off = before;
    }

    /// <summary>A stretch in which recording is off.</summary>
    public readonly struct Pause : IDisposable, IEquatable<Pause>
    {
        private readonly bool active;

        internal Pause(bool active)
        {
            this.active = active;
            if (active)
                off++;
        }

        /// <summary>Resumes recording.</summary>
        public void Dispose()
        {
            if (active)
                off--;
        }

        /// <inheritdoc/>
        public bool Equals(Pause other) => active == other.active;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Pause other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => active.GetHashCode();

        /// <summary>Whether two scopes are alike.</summary>
        public static bool operator ==(Pause left, Pause right) => left.Equals(right);

        /// <summary>Whether two scopes differ.</summary>
        public static bool operator !=(Pause left, Pause right) => !left.Equals(right);
    }
}
