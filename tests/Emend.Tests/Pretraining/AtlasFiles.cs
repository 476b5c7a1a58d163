using Emend.Pretraining;

namespace Emend.Tests.Pretraining;

/// <summary>The bundled world, read once for all tests.</summary>
internal static class AtlasFiles
{
    public static string Folder { get; } = Find();

    public static World World { get; } = World.Load(Folder);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Emend.slnx")))
                return Path.Combine(folder.FullName, "assets", "atlas");
        }

        throw new DirectoryNotFoundException("The tests must run inside the repository: its root holds Emend.slnx.");
    }
}
