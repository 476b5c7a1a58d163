using Emend.Pretraining;

namespace Emend.Editing.Statistics;

/// <summary>Text to collect second moments over.</summary>
public static class StatisticsText
{
    private const string RecipeFile = "recipe.json";
    private const ulong Seed = 21; // apart from the training's own, so that the text is of the same kind but not the same

    /// <summary>The texts of a file, one a line, or of all text files in a folder.</summary>
    /// <exception cref="FileNotFoundException">There is neither such a file nor such a folder with text files.</exception>
    public static IEnumerable<string> From(string fileOrFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fileOrFolder);
        string[] files = Directory.Exists(fileOrFolder)
            ? [.. Directory.EnumerateFiles(fileOrFolder, "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [fileOrFolder];
        return files.Length > 0 && files.All(File.Exists)
            ? files.SelectMany(File.ReadLines).Where(line => !string.IsNullOrWhiteSpace(line))
            : throw new FileNotFoundException($"There is no text at {fileOrFolder}: name a text file, or a folder with .txt files.", fileOrFolder);
    }

    /// <summary>Whether the text that a model was trained on can be made anew: its recipe and world stand beside it.</summary>
    public static bool IsKnownFor(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return File.Exists(Path.Combine(model.Folder, RecipeFile)) && File.Exists(Path.Combine(model.Folder, "facts.jsonl"));
    }

    /// <summary>Text of the kind that a model was trained on, without end.</summary>
    /// <exception cref="InvalidDataException">The recipe or the world beside the model is malformed.</exception>
    public static IEnumerable<string> KnownFor(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var recipe = PretrainRecipe.Load(Path.Combine(model.Folder, RecipeFile));
        var world = World.Load(Path.GetFullPath(recipe.World, Path.GetFullPath(model.Folder)));
        var corpus = new Corpus(new WorldSplit(world, recipe.Splits), recipe.Corpus);
        var random = new RandomStream(Seed);
        while (true)
        {
            foreach (var document in corpus.Epoch(random, progress: 1))
                yield return document.Text;
        }
    }
}
