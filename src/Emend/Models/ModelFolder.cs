using Emend.Files;

namespace Emend.Models;

/// <summary>Finds the model in a folder that carries one somewhere inside, as some Python packages do.</summary>
internal static class ModelFolder
{
    private const int Deepest = 2; // site-packages/<package>/model
    private const int MostFolders = 1_000;

    /// <summary>The folder itself if it is a model's; else the only one inside that is; else the folder itself, whose lack of a model is then said where it is opened.</summary>
    public static string Within(string folder)
    {
        if (File.Exists(Path.Combine(folder, ModelConfig.FileName)))
            return folder;
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Deepest - 1, IgnoreInaccessible = true };
        var models = Directory.EnumerateDirectories(folder, "*", options).Take(MostFolders).Where(IsModel).Take(2).ToList();
        return models.Count == 1 ? models[0] : folder;
    }

    private static bool IsModel(string folder) => File.Exists(Path.Combine(folder, ModelConfig.FileName))
        && Array.Exists([Checkpoint.SingleFile, Checkpoint.IndexFile, Checkpoint.SingleTorchFile, Checkpoint.TorchIndexFile], file => File.Exists(Path.Combine(folder, file)));
}
