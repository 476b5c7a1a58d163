using System.Globalization;
using Emend.Files;
using Emend.Tensors;

namespace Emend.Editing.Statistics;

/// <summary>
/// Null-space projectors on disk, beside the moments in the cache: an eigen-decomposition of a large model's moments takes minutes.
/// </summary>
internal static class NullSpaceCache
{
    private const string MomentsKey = "moments", Projector = "projector";

    /// <summary>The projector of a matrix with a hash for a threshold [hidden, hidden]; null if none is kept.</summary>
    /// <param name="beside">Where the cache keeps C; the projector is kept beside it.</param>
    /// <param name="hash">The hash of C.</param>
    /// <param name="threshold">The threshold.</param>
    public static Tensor? Read(string beside, string hash, double threshold)
    {
        var path = PathOf(beside, threshold);
        return File.Exists(path) && SafetensorsFile.Open(path) is var file && file.Metadata.GetValueOrDefault(MomentsKey) == hash ? file.Tensor(Projector) : null;
    }

    /// <summary>Keeps a projector in place of an earlier one of the layer and threshold.</summary>
    /// <param name="beside">Where the cache keeps C.</param>
    /// <param name="hash">The hash of C.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="projector">The projector [hidden, hidden].</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string beside, string hash, double threshold, Tensor projector) =>
        new SafetensorsWriter(new Dictionary<string, string> { [MomentsKey] = hash }).Add(Projector, projector).Save(PathOf(beside, threshold));

    private static string PathOf(string beside, double threshold) =>
        Path.ChangeExtension(beside, string.Create(CultureInfo.InvariantCulture, $".null-space-{threshold}.safetensors"));
}
