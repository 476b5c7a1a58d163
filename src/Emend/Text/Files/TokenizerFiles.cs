namespace Emend.Text.Files;

/// <summary>The files a tokenizer is read from.</summary>
internal sealed class TokenizerFiles(string place, Func<string, byte[]?> read)
{
    private const long LargestFile = 256L << 20;

    /// <summary>Where the files are, for messages.</summary>
    public string Place => place;

    /// <summary>The files of a folder.</summary>
    public static TokenizerFiles InFolder(string folder) => new($"the folder {folder}", name =>
    {
        var file = new FileInfo(Path.Combine(folder, name));
        if (!file.Exists)
            return null;
        return file.Length <= LargestFile
            ? File.ReadAllBytes(file.FullName)
            : throw new TokenizerFormatException($"{name}: the file of {file.Length} bytes is too large for a tokenizer.");
    });

    /// <summary>The contents of a file, or null if it is not there.</summary>
    public byte[]? Find(string name) => read(name);

    /// <summary>The JSON value of a file, or null if it is not there.</summary>
    public JsonField? FindJson(string name) => Find(name) is { } contents ? JsonFile.Parse(contents, name) : null;
}
