using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Statistics;

/// <summary>Tells second moments apart, so that what was computed from some is not taken for what belongs to others.</summary>
internal static class MomentsHash
{
    /// <summary>The SHA-256 of a matrix's numbers, in lower-case hexadecimal digits.</summary>
    public static string Of(Matrix moments) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(moments.Values)));
}
