namespace Emend.Tensors.Kernels.Lanes;

/// <summary>Is a width of float32 vectors that also widens 16-bit storage.</summary>
internal unsafe interface IFloatLanes<TVector> : ILanes<TVector, float>
    where TVector : struct
{
    /// <summary>The most rows of a register tile two vectors wide; at most 14.</summary>
    static abstract int PairRows { get; }

    /// <summary>Reads as many 16-bit patterns as there are lanes, each zero-extended to its lane.</summary>
    static abstract TVector LoadPatterns(ushort* from);

    /// <summary>The 16 high bits of each lane, moved down.</summary>
    static abstract TVector HighPatterns(TVector pairs);

    /// <summary>The float32 value of the binary16 pattern in the 16 low bits of each lane.</summary>
    static abstract TVector FromFloat16(TVector patterns);

    /// <summary>The float32 value of the bfloat16 pattern in the 16 low bits of each lane.</summary>
    static abstract TVector FromBFloat16(TVector patterns);

    /// <summary>The float32 value of the bfloat16 pattern in the 16 high bits of each lane.</summary>
    static abstract TVector FromHighBFloat16(TVector pairs);

    /// <summary>
    /// Reads 16 bytes from each row (the number of lanes gives the number of rows) and transposes them as 32-bit units:
    /// <paramref name="first"/> holds all rows' first four bytes.
    /// </summary>
    static abstract void TransposeUnits(
        byte* from, nint rowBytes, out TVector first, out TVector second, out TVector third, out TVector fourth);
}
