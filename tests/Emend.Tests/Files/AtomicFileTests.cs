using Emend.Files;
using Shouldly;

namespace Emend.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emend-atomic-").FullName;

    [Fact]
    public void Write_Makes_The_Folder_That_Is_Missing()
    {
        var path = Path.Combine(folder, "not", "there", "yet.txt");
        AtomicFile.Write(path, [1, 2, 3]);
        File.ReadAllBytes(path).ShouldBe([1, 2, 3]);
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path], "no temporary file is left");
    }

    [Fact]
    public void Write_That_Fails_Keeps_What_Was_There()
    {
        var path = Path.Combine(folder, "kept.txt");
        AtomicFile.Write(path, [1]);
        Should.Throw<InvalidDataException>(() => AtomicFile.Write(path, 1, _ => throw new InvalidDataException()));
        File.ReadAllBytes(path).ShouldBe([1]);
        Directory.GetFiles(folder).ShouldBe([path]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
