using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>
/// How two shapes combine element by element (numpy's rules), with neighbouring dimensions of the same kind merged,
/// so that most pairs of shapes come down to one or two dimensions.
/// </summary>
internal unsafe struct Broadcast
{
    private fixed long extents[Shape.MostDimensions];
    private fixed long leftStrides[Shape.MostDimensions];
    private fixed long rightStrides[Shape.MostDimensions];
    private int rank; // merged dimensions, innermost last; at least one

    /// <summary>The shape of the result.</summary>
    public Shape Result { get; private init; }

    /// <summary>How two shapes combine.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static Broadcast Of(Shape left, Shape right)
    {
        var rank = Math.Max(left.Rank, right.Rank);
        Span<int> extents = stackalloc int[rank];
        var merged = default(Broadcast);
        for (var d = 0; d < rank; d++)
        {
            var l = d < rank - left.Rank ? 1 : left[d - (rank - left.Rank)];
            var r = d < rank - right.Rank ? 1 : right[d - (rank - right.Rank)];
            if (l != r && l != 1 && r != 1)
                throw new ArgumentException($"The shapes {left} and {right} do not broadcast: the extents {l} and {r} differ and neither is 1.");
            extents[d] = l == 1 ? r : l;
            if (extents[d] != 1)
                merged.Append(extents[d], l == 1, r == 1);
        }

        if (merged.rank == 0)
            merged.Append(1, false, false);
        merged.SetStrides();
        return merged with { Result = Shape.Create(extents) };
    }

    /// <summary>A new tensor with the function of every pair of elements.</summary>
    public static Tensor Map<TFunction>(Tensor left, Tensor right, TFunction function) where TFunction : struct, IBinaryFunction
    {
        if (left.Shape == right.Shape)
            return Elementwise.Map(left, right, function);
        var plan = Of(left.Shape, right.Shape);
        var result = Tensor.Allocate(plan.Result);
        var body = new Body<TFunction>(plan, left.Address, right.Address, result.Address, function);
        Threads.For(body.Parts, body);
        GC.KeepAlive(left);
        GC.KeepAlive(right);
        return result;
    }

    /// <summary>Where the operands' elements of one innermost run begin.</summary>
    public readonly (long Left, long Right) Offsets(long run)
    {
        long left = 0, right = 0;
        for (var d = rank - 2; d >= 0; d--)
        {
            var (rest, index) = Math.DivRem(run, extents[d]);
            left += index * leftStrides[d];
            right += index * rightStrides[d];
            run = rest;
        }

        return (left, right);
    }

    /// <summary>The length of an innermost run.</summary>
    public readonly long RunLength => extents[rank - 1];

    /// <summary>How many innermost runs the result has.</summary>
    public readonly long Runs
    {
        get
        {
            long runs = 1;
            for (var d = 0; d < rank - 1; d++)
                runs *= extents[d];
            return runs;
        }
    }

    /// <summary>Whether the left operand's elements follow each other in a run (1) or are one number repeated (0).</summary>
    public readonly int LeftStep => (int)leftStrides[rank - 1];

    /// <summary>Whether the right operand's elements follow each other in a run (1) or are one number repeated (0).</summary>
    public readonly int RightStep => (int)rightStrides[rank - 1];

    private void Append(int extent, bool leftRepeats, bool rightRepeats)
    {
        if (rank > 0 && (leftStrides[rank - 1] == 0) == leftRepeats && (rightStrides[rank - 1] == 0) == rightRepeats)
        {
            extents[rank - 1] *= extent;
            return;
        }

        extents[rank] = extent;
        leftStrides[rank] = leftRepeats ? 0 : 1;
        rightStrides[rank] = rightRepeats ? 0 : 1;
        rank++;
    }

    private void SetStrides()
    {
        long left = 1, right = 1;
        for (var d = rank - 1; d >= 0; d--)
        {
            if (leftStrides[d] != 0)
            {
                leftStrides[d] = left;
                left *= extents[d];
            }

            if (rightStrides[d] != 0)
            {
                rightStrides[d] = right;
                right *= extents[d];
            }
        }
    }

    private readonly struct Body<TFunction> : IParallelBody where TFunction : struct, IBinaryFunction
    {
        private readonly Broadcast plan;
        private readonly float* left;
        private readonly float* right;
        private readonly float* result;
        private readonly TFunction function;
        private readonly long runs;
        private readonly long runsInPart; // 0: a part is a piece of the only run

        public Body(Broadcast plan, float* left, float* right, float* result, TFunction function)
        {
            this.plan = plan;
            this.left = left;
            this.right = right;
            this.result = result;
            this.function = function;
            runs = plan.Runs;
            runsInPart = runs == 1 ? 0 : Math.Max(1, Elementwise.Grain / Math.Max(1, plan.RunLength));
            Parts = runs == 1 ? Elementwise.Parts(plan.RunLength) : checked((int)((runs + runsInPart - 1) / runsInPart));
        }

        public int Parts { get; }

        public void Run(int part)
        {
            if (runsInPart == 0)
            {
                var start = (long)part * Elementwise.Grain;
                Elementwise.Run(
                    left + start * plan.LeftStep, plan.LeftStep, right + start * plan.RightStep, plan.RightStep,
                    result + start, (nint)Math.Min(Elementwise.Grain, plan.RunLength - start), function);
                return;
            }

            var last = Math.Min(runs, (part + 1) * runsInPart);
            for (var run = part * runsInPart; run < last; run++)
            {
                var (l, r) = plan.Offsets(run);
                Elementwise.Run(
                    left + l, plan.LeftStep, right + r, plan.RightStep,
                    result + run * plan.RunLength, (nint)plan.RunLength, function);
            }
        }
    }
}
