using Emend.Tensors.Operations;

namespace Emend.Tensors;

/// <content>The operators, which are the operations of <see cref="Arithmetic"/>.</content>
public sealed partial class Tensor
{
    /// <summary>The sum, element by element; shapes broadcast.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => left.Add(right);

    /// <summary>The sum with a number.</summary>
    public static Tensor operator +(Tensor left, float right) => left.Add(right);

    /// <summary>The sum with a number.</summary>
    public static Tensor operator +(float left, Tensor right) => right.Add(left);

    /// <summary>The difference, element by element; shapes broadcast.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => left.Subtract(right);

    /// <summary>The difference to a number.</summary>
    public static Tensor operator -(Tensor left, float right) => left.Add(-right);

    /// <summary>The difference from a number.</summary>
    public static Tensor operator -(float left, Tensor right) => right.Negate().Add(left);

    /// <summary>The values with the opposite sign.</summary>
    public static Tensor operator -(Tensor x) => x.Negate();

    /// <summary>The product, element by element; shapes broadcast.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => left.Multiply(right);

    /// <summary>The product with a number.</summary>
    public static Tensor operator *(Tensor left, float right) => left.Multiply(right);

    /// <summary>The product with a number.</summary>
    public static Tensor operator *(float left, Tensor right) => right.Multiply(left);

    /// <summary>The quotient, element by element; shapes broadcast.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => left.Divide(right);

    /// <summary>The quotient with a number.</summary>
    public static Tensor operator /(Tensor left, float right) => left.Multiply(1f / right);

    /// <summary>A number divided by the values.</summary>
    public static Tensor operator /(float left, Tensor right) => right.Reciprocal().Multiply(left);
}
