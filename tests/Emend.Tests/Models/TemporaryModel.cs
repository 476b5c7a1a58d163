namespace Emend.Tests.Models;

/// <summary>A copy of a model folder that a test may spoil.</summary>
internal sealed class TemporaryModel : IDisposable
{
    public TemporaryModel(string source)
    {
        Folder = Directory.CreateTempSubdirectory("emend-model-").FullName;
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
    }

    public string Folder { get; }

    /// <summary>A copy whose config is the one that an older release would have written.</summary>
    public static TemporaryModel WithLegacyConfig(string source)
    {
        var copy = new TemporaryModel(source);
        File.Copy(Path.Combine(source, "config.legacy.json"), Path.Combine(copy.Folder, "config.json"), overwrite: true);
        return copy;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
