using System.Globalization;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Statistics;

/// <summary>Null-space projectors, computed once: an eigen-decomposition of a large model's moments takes minutes.</summary>
internal static class NullSpaceCache
{
    private const int SmallestKept = 1024; // below this many elements of a key it is computed faster than read
    private const string MomentsKey = "moments";

    /// <summary>The projector onto the eigenvectors of C below a threshold (Fang et al. 2025, AlphaEdit, §3.1).</summary>
    /// <param name="moments">C [hidden, hidden]; its memory is used up.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="beside">Where the cache keeps C; the projector is kept beside it.</param>
    /// <returns>P [hidden, hidden], rounded to float32 whether it was read or not.</returns>
    public static Tensor Projector(Matrix moments, double threshold, string beside)
    {
        if (moments.Rows < SmallestKept)
            return SpectralSplit.Below(moments, threshold, inPlace: true).Projector.ToTensor();
        var path = Path.ChangeExtension(beside, string.Create(CultureInfo.InvariantCulture, $".null-space-{threshold}.safetensors"));
        var hash = MomentsHash.Of(moments);
        if (File.Exists(path) && SafetensorsFile.Open(path) is var file && file.Metadata.GetValueOrDefault(MomentsKey) == hash)
            return file.Tensor("projector");
        var projector = SpectralSplit.Below(moments, threshold, inPlace: true).Projector.ToTensor();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        new SafetensorsWriter(new Dictionary<string, string> { [MomentsKey] = hash }).Add("projector", projector).Save(path);
        return projector;
    }
}
