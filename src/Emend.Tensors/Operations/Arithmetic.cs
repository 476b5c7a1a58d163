using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Emend.Tensors.Operations;

/// <summary>Sum, difference, product and quotient, element by element; shapes broadcast as in numpy.</summary>
public static class Arithmetic
{
    /// <summary>The sum; either operand is repeated along the dimensions in which its extent is 1 or missing.</summary>
    public static Tensor Add(this Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Broadcast.Map(left.ToFloat32(), right.ToFloat32(), default(Sum)).Record(
            [left, right], (left, right),
            static (gradient, x) => [gradient.ToInput(x.left), gradient.ToInput(x.right)]);
    }

    /// <summary>The sum with a number.</summary>
    public static Tensor Add(this Tensor left, float right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return Elementwise.Map(left.ToFloat32(), new Plus(right)).Record([left], 0, static (gradient, _) => [gradient]);
    }

    /// <summary>The difference; shapes broadcast.</summary>
    public static Tensor Subtract(this Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Broadcast.Map(left.ToFloat32(), right.ToFloat32(), default(Difference)).Record(
            [left, right], (left, right),
            static (gradient, x) => [gradient.ToInput(x.left), x.right.NeedsGradient ? gradient.Negate().ToInput(x.right) : null]);
    }

    /// <summary>The product; shapes broadcast.</summary>
    public static Tensor Multiply(this Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Broadcast.Map(left.ToFloat32(), right.ToFloat32(), default(Product)).Record(
            [left, right], (left, right),
            static (gradient, x) =>
            [
                x.left.NeedsGradient ? gradient.Multiply(x.right).ToInput(x.left) : null,
                x.right.NeedsGradient ? gradient.Multiply(x.left).ToInput(x.right) : null,
            ]);
    }

    /// <summary>The product with a number.</summary>
    public static Tensor Multiply(this Tensor left, float right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return Elementwise.Map(left.ToFloat32(), new Times(right)).Record(
            [left], right, static (gradient, right) => [gradient.Multiply(right)]);
    }

    /// <summary>The quotient; shapes broadcast.</summary>
    public static Tensor Divide(this Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Broadcast.Map(left.ToFloat32(), right.ToFloat32(), default(Quotient)).Record(
            [left, right], (left, right),
            static (gradient, x) =>
            [
                x.left.NeedsGradient ? gradient.Divide(x.right).ToInput(x.left) : null,
                x.right.NeedsGradient
                    ? gradient.Multiply(x.left).Divide(x.right.Square()).Negate().ToInput(x.right)
                    : null,
            ]);
    }

    /// <summary>The values with the opposite sign.</summary>
    public static Tensor Negate(this Tensor x) => x.Multiply(-1f);

    /// <summary>The gradient of a broadcast operand: summed over the dimensions along which it was repeated.</summary>
    private static Tensor? ToInput(this Tensor gradient, Tensor input) =>
        input.NeedsGradient ? gradient.SumTo(input.Shape) : null;

    internal readonly struct Sum : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> left, Vector512<float> right) => left + right;
    }

    internal readonly struct Difference : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> left, Vector512<float> right) => left - right;
    }

    internal readonly struct Product : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> left, Vector512<float> right) => left * right;
    }

    private readonly struct Quotient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> left, Vector512<float> right) => left / right;
    }

    private readonly struct Plus(float right) : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => x + Vector512.Create(right);
    }

    internal readonly struct Times(float right) : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> x) => x * Vector512.Create(right);
    }
}
