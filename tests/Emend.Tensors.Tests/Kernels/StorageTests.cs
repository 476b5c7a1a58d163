using System.Runtime.Intrinsics;
using Emend.Tensors.Kernels.Lanes;

namespace Emend.Tensors.Tests.Kernels;

public sealed unsafe class StorageTests
{
    [Fact]
    public void Load_Widens_Every_Float16_Pattern_Exactly()
    {
        if (Vector512.IsHardwareAccelerated) Float16Patterns<Float512, Vector512<float>>();
        if (Vector256.IsHardwareAccelerated) Float16Patterns<Float256, Vector256<float>>();
        Float16Patterns<Float128, Vector128<float>>();
    }

    [Fact]
    public void Load_Widens_Every_BFloat16_Pattern_Exactly()
    {
        if (Vector512.IsHardwareAccelerated) BFloat16Patterns<Float512, Vector512<float>>();
        if (Vector256.IsHardwareAccelerated) BFloat16Patterns<Float256, Vector256<float>>();
        BFloat16Patterns<Float128, Vector128<float>>();
    }

    private static void Float16Patterns<TLanes, TVector>()
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        EveryPattern<TLanes, TVector, Float16<TLanes, TVector>>((pattern, value) =>
        {
            var expected = (float)BitConverter.UInt16BitsToHalf(pattern);
            if (float.IsNaN(expected)) float.IsNaN(value).ShouldBeTrue();
            else if (BitConverter.SingleToUInt32Bits(value) != BitConverter.SingleToUInt32Bits(expected)) Assert.Fail($"pattern {pattern:X4}");
        });
    }

    private static void BFloat16Patterns<TLanes, TVector>()
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct =>
        EveryPattern<TLanes, TVector, BFloat16<TLanes, TVector>>((pattern, value) =>
            BitConverter.SingleToUInt32Bits(value).ShouldBe((uint)pattern << 16));

    private static void EveryPattern<TLanes, TVector, TStorage>(Action<ushort, float> check)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
        where TStorage : struct, IStorage<TVector, float>
    {
        var patterns = new ushort[65536];
        for (var i = 0; i < patterns.Length; i++) patterns[i] = (ushort)i;
        var values = new float[TLanes.Count];
        fixed (ushort* from = patterns)
        fixed (float* to = values)
        {
            for (var i = 0; i < patterns.Length; i += TLanes.Count)
            {
                TLanes.Store(TStorage.Load((byte*)(from + i)), to);
                for (var lane = 0; lane < TLanes.Count; lane++) check(patterns[i + lane], values[lane]);
            }
        }
    }
}
