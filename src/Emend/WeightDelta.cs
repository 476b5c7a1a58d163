using System.Numerics.Tensors;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Tensor = Emend.Tensors.Tensor;

namespace Emend;

/// <summary>
/// A change of one weight, in the checkpoint's own orientation: W' = W + left · right, or W' = W + dense.
/// </summary>
public sealed class WeightDelta
{
    private WeightDelta(string weight, Shape shape, Tensor? left, Tensor? right, Tensor? dense)
    {
        ArgumentException.ThrowIfNullOrEmpty(weight);
        Weight = weight;
        Shape = shape;
        Left = left;
        Right = right;
        Dense = dense;
    }

    /// <summary>The name of the weight in the checkpoint.</summary>
    public string Weight { get; }

    /// <summary>The shape of the weight that this changes.</summary>
    public Shape Shape { get; }

    /// <summary>The left factor, [rows, rank]; null for a dense change.</summary>
    public Tensor? Left { get; }

    /// <summary>The right factor, [rank, columns]; null for a dense change.</summary>
    public Tensor? Right { get; }

    /// <summary>The change itself, in the weight's shape; null for a low-rank change.</summary>
    public Tensor? Dense { get; }

    /// <summary>The number of columns of the left factor; null for a dense change.</summary>
    public int? Rank => Left?.Shape[1];

    /// <summary>The Frobenius norm of the change.</summary>
    public double Norm
    {
        get
        {
            using var workspace = Workspace.Begin();
            if (Dense is not null)
                return Dense.Norm().Item();

            // ‖L·R‖² = ⟨LᵀL, R·Rᵀ⟩: the product itself is never made
            var squares = Left!.MatMul(Left!, transposeLeft: true).Multiply(Right!.MatMul(Right!, transposeRight: true));
            return Math.Sqrt(Math.Max(squares.Sum().Item(), 0f));
        }
    }

    /// <summary>A change by the product of two factors.</summary>
    /// <param name="weight">The name of the weight in the checkpoint.</param>
    /// <param name="left">[rows, rank] float32.</param>
    /// <param name="right">[rank, columns] float32.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static WeightDelta LowRank(string weight, Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Shape.Rank != 2 || right.Shape.Rank != 2 || left.Shape[1] != right.Shape[0])
            throw new ArgumentException($"The factors of the change of {Quoted.Text(weight)} do not fit each other: {left.Shape} and {right.Shape}.");
        return new WeightDelta(weight, [left.Shape[0], right.Shape[1]], left.Detach(), right.Detach(), null);
    }

    /// <summary>A change by a tensor of the weight's shape.</summary>
    /// <param name="weight">The name of the weight in the checkpoint.</param>
    /// <param name="delta">What is added to it, float32.</param>
    public static WeightDelta Full(string weight, Tensor delta)
    {
        ArgumentNullException.ThrowIfNull(delta);
        return new WeightDelta(weight, delta.Shape, null, null, delta.Detach());
    }

    /// <summary>
    /// The changed weight: the stored values widened to float32, plus the change, computed and kept in float32
    /// whatever the weight is stored in (an export rounds to the stored type again). Call it outside of any
    /// <see cref="Workspace"/> if the result shall outlive it.
    /// </summary>
    /// <param name="weight">The weight as it is, F32, F16 or BF16.</param>
    /// <exception cref="ArgumentException">The weight has another shape than the change.</exception>
    public Tensor ApplyTo(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape != Shape)
            throw new ArgumentException($"The edit changes {Quoted.Text(Weight)} as a tensor of shape {Shape}, but the model's has the shape {weight.Shape}: the edit was made for another model.", nameof(weight));
        return weight.Detach().ToFloat32().Add(Dense ?? Left!.MatMul(Right!));
    }

    /// <summary>Makes sure that every value is a finite number.</summary>
    /// <exception cref="ArithmeticException">One is not; the message names the weight.</exception>
    public void RequireFinite()
    {
        foreach (var part in (ReadOnlySpan<Tensor?>)[Left, Right, Dense])
        {
            if (part is not null && !TensorPrimitives.IsFiniteAll(part.Values))
                throw new ArithmeticException($"The change of {Quoted.Text(Weight)} holds values that are not finite numbers: nothing was kept.");
        }
    }

    /// <summary>One change with the effect of two, the second after the first (up to the rounding of float32).</summary>
    internal WeightDelta Then(WeightDelta next)
    {
        if (next.Shape != Shape)
            throw new InvalidDataException($"Two edits change {Quoted.Text(Weight)} as tensors of the shapes {Shape} and {next.Shape}: they were made for different models.");
        if (Left is not null && next.Left is not null)
        {
            var rank = (long)Rank!.Value + next.Rank!.Value;
            if (rank * (Shape[0] + Shape[1]) < Shape.Count)
                return LowRank(Weight, ColumnOperations.ConcatColumns(Left, next.Left), RowOperations.ConcatRows(Right!, next.Right!));
        }

        return Full(Weight, next.ApplyTo(Dense ?? Left!.MatMul(Right!)));
    }
}
