using System.Security.Cryptography;
using System.Text;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>The hash that tells one model from another: over each weight's name, type, shape and bytes, in the order of names.</summary>
internal static class WeightHash
{
    private const long PieceBytes = 64 << 20;

    public static string Of(IReadOnlyDictionary<string, Tensor> weights)
    {
        var names = weights.Keys.Order(StringComparer.Ordinal).ToArray();
        var digests = new string[names.Length];
        Parallel.For(0, names.Length, i => digests[i] = Of(weights[names[i]]));
        var lines = names.Select((name, i) => $"{name} {weights[name]} {digests[i]}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private static string Of(Tensor weight)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (weight.Shape.Rank == 0)
        {
            hash.AppendData(weight.Bytes);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        var rows = weight.Shape[0];
        var rowBytes = weight.Count * weight.Type.Size() / Math.Max(rows, 1);
        var step = (int)Math.Clamp(PieceBytes / Math.Max(rowBytes, 1), 1, int.MaxValue);
        for (var first = 0; first < rows; first += step)
            hash.AppendData(weight.Rows(first, Math.Min(step, rows - first)).Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
