namespace Emend.Tensors.Kernels.Lanes;

/// <summary>The constants that turn a binary16 pattern into a binary32 without denormal arithmetic, which is slow.</summary>
/// <remarks>
/// Magnitude shifted by 13 and rebased is right for normal numbers. A subnormal then reads 2⁻¹⁵(1 + m/1024) where
/// 2⁻¹⁴·m/1024 is meant, which is twice it minus 2⁻¹⁴. Infinities and NaNs need a full exponent.
/// </remarks>
internal static class Float16Bits
{
    public const uint Magnitude = 0x7FFF;
    public const uint Sign = 0x8000;
    public const int Shift = 13;
    public const uint Rebias = 112u << 23;
    public const uint FirstNormal = 1u << 23;
    public const uint FirstEndless = 31u << 23;
    public const uint Exponent = 0x7F800000;
    public const float SmallestNormal = 1f / 16384;
}
