using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.Kernels;
using Emend.Tensors.Operations;

namespace Emend.Models;

/// <summary>The hash that tells one model from another: over each weight's name, type, shape and bytes, in the order of names.</summary>
internal static class WeightHash
{
    private const long PieceBytes = 64 << 20;
    private const long WorthRemembering = 64 << 20;

    /// <summary>
    /// The hash; if the weights are those of a large checkpoint, it is remembered in the user's cache for as long as the
    /// files keep their place, length and time of change.
    /// </summary>
    public static string Of(IReadOnlyDictionary<string, Tensor> weights, Checkpoint? checkpoint) =>
        checkpoint is null || checkpoint.Files.Sum(file => file.Length) < WorthRemembering
            ? Of(weights)
            : Of(weights, checkpoint, Path.Combine(UserFolders.Cache, "hashes"));

    /// <summary>The hash, remembered in a folder.</summary>
    internal static string Of(IReadOnlyDictionary<string, Tensor> weights, Checkpoint checkpoint, string cache)
    {
        if (Key(checkpoint) is not { } key)
            return Of(weights);
        var remembered = Path.Combine(cache, key);
        if (File.Exists(remembered) && File.ReadAllText(remembered) is { Length: 2 * SHA256.HashSizeInBytes } known)
            return known;
        var hash = Of(weights);
        try
        {
            Directory.CreateDirectory(cache);
            AtomicFile.Write(remembered, Encoding.ASCII.GetBytes(hash));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // a cache that cannot be written only costs time: the hash itself is right
            return hash;
        }

        return hash;
    }

    private static string Of(IReadOnlyDictionary<string, Tensor> weights)
    {
        var names = weights.Keys.Order(StringComparer.Ordinal).ToArray();
        var digests = new string[names.Length];
        Threads.Share(names.Length, i => digests[i] = Of(weights[names[i]]));
        var lines = names.Select((name, i) => $"{name} {weights[name]} {digests[i]}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    /// <summary>The hash over one weight's bytes.</summary>
    internal static string Of(Tensor weight)
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

    /// <summary>What the files' state is remembered under; null where a file changed so lately that its time proves nothing.</summary>
    private static string? Key(Checkpoint checkpoint)
    {
        var key = new StringBuilder("weights 1");
        foreach (var file in checkpoint.Files)
        {
            var content = new FileInfo(Path.GetFullPath(file.Path));
            if (content.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                content = target;
            if (content.LastWriteTimeUtc > DateTime.UtcNow.AddSeconds(-2))
                return null;
            key.Append(CultureInfo.InvariantCulture, $"\0{content.FullName}\0{content.Length}\0{content.LastWriteTimeUtc.Ticks}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())));
    }
}
