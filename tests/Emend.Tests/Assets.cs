namespace Emend.Tests;

/// <summary>Finds the files that the repository ships.</summary>
internal static class Assets
{
    public static readonly string Root = FindRoot(AppContext.BaseDirectory);

    public static string Atlas(string name) => Path.Combine(Root, "assets", "atlas", name);

    private static string FindRoot(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "Emend.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        return folder;
    }
}
