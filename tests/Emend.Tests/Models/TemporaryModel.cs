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

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
