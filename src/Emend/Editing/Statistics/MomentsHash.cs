using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Emend.Files;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Statistics;

/// <summary>Tells second moments apart, so that what was computed from some is not taken for what belongs to others.</summary>
internal static class MomentsHash
{
    private const int Floats = 1 << 18; // that are read together

    /// <summary>The SHA-256 of a matrix's numbers, in lower-case hexadecimal digits.</summary>
    public static string Of(Matrix moments) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(moments.Values)));

    /// <summary>The same of a matrix in a file, stored in float32, which is never in memory as a whole.</summary>
    public static string Of(string path, SafetensorsEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        file.Position = entry.Start;
        var (stored, widened) = (new float[Floats], new double[Floats]);
        for (var left = entry.Length / sizeof(float); left > 0; left -= Floats)
        {
            var floats = stored.AsSpan(0, (int)Math.Min(Floats, left));
            file.ReadExactly(MemoryMarshal.AsBytes(floats));
            TensorPrimitives.ConvertTruncating<float, double>(floats, widened);
            hash.AppendData(MemoryMarshal.AsBytes(widened.AsSpan(0, floats.Length)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
