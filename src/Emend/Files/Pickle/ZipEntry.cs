namespace Emend.Files.Pickle;

/// <summary>One file in a zip archive.</summary>
/// <param name="Name">Its name, with the folders in the archive.</param>
/// <param name="HeaderStart">Where its header is, counted from the beginning of the archive.</param>
/// <param name="Length">How many bytes it has.</param>
internal sealed record ZipEntry(string Name, long HeaderStart, long Length);
