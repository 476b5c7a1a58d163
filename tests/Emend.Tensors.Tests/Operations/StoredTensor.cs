using Emend.Tensors.Memory;

namespace Emend.Tensors.Tests.Operations;

/// <summary>Tensors stored in 16 bits.</summary>
internal static unsafe class StoredTensor
{
    public static Tensor Float16(float[] values, Shape shape) => Of(values, shape, ElementType.Float16, v => BitConverter.HalfToUInt16Bits((Half)v));

    /// <summary>The upper halves of the values, rounded toward zero.</summary>
    public static Tensor BFloat16(float[] values, Shape shape) => Of(values, shape, ElementType.BFloat16, v => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16));

    private static Tensor Of(float[] values, Shape shape, ElementType type, Func<float, ushort> pattern)
    {
        var storage = Storage.Allocate((values.Length + 1) / 2);
        for (var i = 0; i < values.Length; i++)
            ((ushort*)storage.Address)[i] = pattern(values[i]);
        return new Tensor(storage, 0, shape, type);
    }
}
