using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>The loops of all element-wise operations.</summary>
internal static unsafe class Elementwise
{
    /// <summary>The elements in one piece of work: small enough to stay in the second-level cache.</summary>
    public const int Grain = 1 << 14;

    private const int Lanes = 16;

    /// <summary>A new tensor with the function of every element.</summary>
    public static Tensor Map<TFunction>(Tensor x, TFunction function) where TFunction : struct, IUnaryFunction
    {
        var result = Tensor.Allocate(x.Shape);
        var count = x.Count;
        Threads.For(Parts(count), new UnaryBody<TFunction>(x.Address, result.Address, count, function));
        GC.KeepAlive(x);
        return result;
    }

    /// <summary>A new tensor with the function of every pair of elements; the shapes are equal.</summary>
    public static Tensor Map<TFunction>(Tensor x, Tensor y, TFunction function) where TFunction : struct, IBinaryFunction
    {
        var result = Tensor.Allocate(x.Shape);
        var count = x.Count;
        Threads.For(Parts(count), new BinaryBody<TFunction>(x.Address, y.Address, result.Address, count, function));
        GC.KeepAlive(x);
        GC.KeepAlive(y);
        return result;
    }

    /// <summary>How many pieces of work a number of elements makes.</summary>
    public static int Parts(long count) => checked((int)((count + Grain - 1) / Grain));

    /// <summary>z = function(x, y) over a run of elements; a step is 1, or 0 for a number that is repeated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TFunction>(float* x, int xStep, float* y, int yStep, float* z, nint count, TFunction function)
        where TFunction : struct, IBinaryFunction
    {
        if (xStep == 1 && yStep == 1)
        {
            nint i = 0;
            for (; i <= count - Lanes; i += Lanes)
                function.Apply(Vector512.Load(x + i), Vector512.Load(y + i)).Store(z + i);
            if (i < count)
                StoreFirst(function.Apply(LoadFirst(x + i, count - i), LoadFirst(y + i, count - i)), z + i, count - i);
        }
        else if (xStep == 1)
        {
            Run(x, z, count, new WithRight<TFunction>(Vector512.Create(*y), function));
        }
        else if (yStep == 1)
        {
            Run(y, z, count, new WithLeft<TFunction>(Vector512.Create(*x), function));
        }
        else
        {
            var value = function.Apply(Vector512.Create(*x), Vector512.Create(*y)).GetElement(0);
            new Span<float>(z, checked((int)count)).Fill(value);
        }
    }

    /// <summary>y = function(x) over a run of elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TFunction>(float* x, float* y, nint count, TFunction function) where TFunction : struct, IUnaryFunction
    {
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
            function.Apply(Vector512.Load(x + i)).Store(y + i);
        if (i < count)
            StoreFirst(function.Apply(LoadFirst(x + i, count - i)), y + i, count - i);
    }

    /// <summary>The first elements of a vector from memory that ends there; the others are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFirst(float* from, nint count)
    {
        var buffer = stackalloc float[Lanes];
        new Span<float>(buffer, Lanes).Clear();
        new Span<float>(from, (int)count).CopyTo(new Span<float>(buffer, Lanes));
        return Vector512.Load(buffer);
    }

    /// <summary>Stores the first elements of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Vector512<float> value, float* to, nint count)
    {
        var buffer = stackalloc float[Lanes];
        value.Store(buffer);
        new Span<float>(buffer, (int)count).CopyTo(new Span<float>(to, (int)count));
    }

    private readonly struct WithRight<TFunction>(Vector512<float> right, TFunction function) : IUnaryFunction
        where TFunction : struct, IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => function.Apply(x, right);
    }

    private readonly struct WithLeft<TFunction>(Vector512<float> left, TFunction function) : IUnaryFunction
        where TFunction : struct, IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => function.Apply(left, x);
    }

    private readonly struct UnaryBody<TFunction>(float* x, float* y, long count, TFunction function) : IParallelBody
        where TFunction : struct, IUnaryFunction
    {
        public void Run(int part)
        {
            var start = (long)part * Grain;
            Elementwise.Run(x + start, y + start, (nint)Math.Min(Grain, count - start), function);
        }
    }

    private readonly struct BinaryBody<TFunction>(float* x, float* y, float* z, long count, TFunction function) : IParallelBody
        where TFunction : struct, IBinaryFunction
    {
        public void Run(int part)
        {
            var start = (long)part * Grain;
            Elementwise.Run(x + start, 1, y + start, 1, z + start, (nint)Math.Min(Grain, count - start), function);
        }
    }
}
