using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Emend.Tensors;
using Tensor = Emend.Tensors.Tensor;

namespace Emend.Files;

/// <summary>Rounds float32 values to the types that checkpoints store: to nearest, ties to even, as the reference tools do.</summary>
internal static class Rounding
{
    private const int Block = 1 << 14;

    /// <summary>Makes sure that every value is finite and stays so when it is rounded.</summary>
    /// <exception cref="ArithmeticException">One does not; the message names the weight.</exception>
    public static void RequireInRange(Tensor tensor, ElementType type, string name)
    {
        if (!TensorPrimitives.IsFiniteAll(tensor.Values))
            throw new ArithmeticException($"The edited weight {Quoted.Text(name)} holds values that are not finite numbers: nothing was written.");

        // half a step beyond the largest number of the type
        var limit = type switch { ElementType.Float16 => 65520f, ElementType.BFloat16 => 3.3961775e38f, _ => float.PositiveInfinity };
        var largest = tensor.Count == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(tensor.Values));
        if (largest >= limit)
            throw new ArithmeticException($"The edited weight {Quoted.Text(name)} holds {largest}, too large for the {SafetensorsTypes.Of(type).FormatName()} that the checkpoint stores: nothing was written.");
    }

    /// <summary>Writes float32 values in another type, block by block.</summary>
    public static void Write(Tensor tensor, ElementType type, Stream stream)
    {
        var values = tensor.Values;
        Span<ushort> rounded = type == ElementType.Float32 ? [] : new ushort[Math.Min(Block, values.Length)];
        for (; !values.IsEmpty; values = values[Math.Min(Block, values.Length)..])
        {
            var block = values[..Math.Min(Block, values.Length)];
            if (type == ElementType.Float32)
            {
                stream.Write(MemoryMarshal.AsBytes(block));
                continue;
            }

            for (var i = 0; i < block.Length; i++)
                rounded[i] = type == ElementType.Float16 ? BitConverter.HalfToUInt16Bits((Half)block[i]) : ToBFloat16(block[i]);
            stream.Write(MemoryMarshal.AsBytes(rounded[..block.Length]));
        }
    }

    /// <summary>The upper half of a binary32 after rounding; a NaN stays one.</summary>
    public static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value)
            ? (ushort)((bits >> 16) | 0x0040)
            : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
