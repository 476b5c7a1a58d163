namespace Emend.Models;

/// <summary>Finds the model that ships with Emend: beside the program, or upwards in the repository.</summary>
internal static class BundledModel
{
    private const string Name = "atlas";

    /// <summary>The folder of the bundled model of a name; null if there is none.</summary>
    public static string? Find(string name)
    {
        if (name != Name)
            return null;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var assets = Path.Combine(folder, "assets", Name);
            if (File.Exists(Path.Combine(assets, ModelConfig.FileName)))
                return assets;
        }

        return null;
    }
}
