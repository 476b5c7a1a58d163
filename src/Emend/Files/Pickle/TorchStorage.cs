namespace Emend.Files.Pickle;

/// <summary>A stretch of elements of one type that tensors are views of.</summary>
/// <param name="key">What the pickle calls it.</param>
/// <param name="type">How its elements are stored.</param>
/// <param name="count">How many elements it has.</param>
internal sealed class TorchStorage(string key, SafetensorsType type, long count)
{
    /// <summary>What the pickle calls it.</summary>
    public string Key => key;

    /// <summary>How its elements are stored.</summary>
    public SafetensorsType Type => type;

    /// <summary>How many elements it has.</summary>
    public long Count => count;

    /// <summary>How many bytes it takes.</summary>
    public long Bytes => count * type.Size();

    /// <summary>Where its bytes begin, counted from the beginning of the file; known once the file's layout is read.</summary>
    public long Start { get; set; }
}
