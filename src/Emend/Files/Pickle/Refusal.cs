namespace Emend.Files.Pickle;

/// <summary>How a file of tensors is refused.</summary>
/// <param name="Path">The file.</param>
internal sealed record Refusal(string Path)
{
    /// <summary>The error, one sentence that names the file.</summary>
    public InvalidDataException Because(string why, Exception? inner = null) => new($"{Path} is not a sound file of tensors: {why}.", inner);
}
