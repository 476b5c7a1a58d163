using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>What the kernels that work row by row share.</summary>
internal static unsafe class RowKernel
{
    private const int RowsInPart = 16;
    private const int Lanes = 16;

    /// <summary>How many pieces of work the rows make.</summary>
    public static int Parts(Shape shape) => checked((int)((shape.Rows + RowsInPart - 1) / RowsInPart));

    /// <summary>The rows of one piece.</summary>
    public static (long First, long Last) Range(int part, long rows) =>
        ((long)part * RowsInPart, Math.Min(rows, (part + 1L) * RowsInPart));

    /// <summary>The largest of numbers, none of which is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Max(float* x, nint count)
    {
        var maxima = Vector512.Create(float.NegativeInfinity);
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
            maxima = Vector512.MaxNative(maxima, Vector512.Load(x + i));
        var half = Vector256.MaxNative(maxima.GetLower(), maxima.GetUpper());
        var quarter = Vector128.MaxNative(half.GetLower(), half.GetUpper());
        var maximum = Math.Max(Math.Max(quarter[0], quarter[1]), Math.Max(quarter[2], quarter[3]));
        for (; i < count; i++)
            maximum = Math.Max(maximum, x[i]);
        return maximum;
    }

    /// <summary>Writes e^(x − maximum) and returns the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float ExpAndSum(float* x, float* y, nint count, float maximum)
    {
        var sums = Vector512<float>.Zero;
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            var e = ElementaryFunctions.Exp(Vector512.Load(x + i) - Vector512.Create(maximum));
            e.Store(y + i);
            sums += e;
        }

        var sum = Vector512.Sum(sums);
        if (i < count)
        {
            var e = ElementaryFunctions.Exp(Elementwise.LoadFirst(x + i, count - i) - Vector512.Create(maximum));
            Elementwise.StoreFirst(e, y + i, count - i);
            for (var j = 0; j < count - i; j++)
                sum += e.GetElement(j);
        }

        return sum;
    }

    /// <summary>The sum of e^(x − maximum).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float ExpSum(float* x, nint count, float maximum)
    {
        var sums = Vector512<float>.Zero;
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
            sums += ElementaryFunctions.Exp(Vector512.Load(x + i) - Vector512.Create(maximum));
        var sum = Vector512.Sum(sums);
        if (i < count)
        {
            var e = ElementaryFunctions.Exp(Elementwise.LoadFirst(x + i, count - i) - Vector512.Create(maximum));
            for (var j = 0; j < count - i; j++)
                sum += e.GetElement(j);
        }

        return sum;
    }

    /// <summary>The logarithm of the sum of exponentials.</summary>
    public static float LogSumExp(float* x, nint count)
    {
        var maximum = Max(x, count);
        return (float)(maximum + Math.Log(ExpSum(x, count, maximum)));
    }

    /// <summary>gradient · (softmax − one-hot); zeros without a target. It may overwrite the logits.</summary>
    public static void LossGradient(float* logits, nint count, int target, float logSum, float gradient, float* result)
    {
        if (target < 0)
        {
            new Span<float>(result, checked((int)count)).Clear();
            return;
        }

        Elementwise.Run(logits, result, count, new Slope(logSum, gradient));
        result[target] -= gradient;
    }

    private readonly struct Slope(float logSum, float gradient) : IUnaryFunction
    {
        public Vector512<float> Apply(Vector512<float> x) => ElementaryFunctions.Exp(x - Vector512.Create(logSum)) * gradient;
    }
}
