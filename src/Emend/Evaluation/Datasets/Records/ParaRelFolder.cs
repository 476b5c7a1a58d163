namespace Emend.Evaluation.Datasets.Records;

/// <summary>Finds ParaRel's files: the patterns of each relation and its facts.</summary>
internal static class ParaRelFolder
{
    private static readonly string[] PatternFolders = ["graphs_json", Path.Combine("pattern_data", "graphs_json"), Path.Combine("data", "pattern_data", "graphs_json")];
    private static readonly string[] FactFolders = ["trex_lms_vocab", Path.Combine("data", "trex_lms_vocab")];

    /// <summary>The relations of a folder, or of one file of patterns, that have facts; in ordinal order of their names.</summary>
    /// <exception cref="FileNotFoundException">There are no patterns, or no facts for a single file's relation.</exception>
    public static IReadOnlyList<ParaRelRelation> Relations(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return [Relation(path, [Path.GetDirectoryName(folder)!, Path.GetDirectoryName(Path.GetDirectoryName(folder)!) ?? folder, folder])
                ?? throw new FileNotFoundException($"There are no facts for {path}: its trex_lms_vocab file belongs into a folder beside {Path.GetFileName(folder)}.", path)];
        }

        var patterns = PatternFolders.Select(folder => Path.Combine(path, folder)).FirstOrDefault(Directory.Exists)
            ?? throw new FileNotFoundException($"There is no folder graphs_json in {path}: give ParaRel's data folder.", path);
        ParaRelRelation[] relations = [.. Directory.EnumerateFiles(patterns, "*.jsonl").Order(StringComparer.Ordinal).Select(file => Relation(file, [path])).OfType<ParaRelRelation>()];
        return relations.Length > 0 ? relations : throw new FileNotFoundException($"There is no folder trex_lms_vocab with facts in {path}.", path);
    }

    private static ParaRelRelation? Relation(string patterns, IEnumerable<string> roots)
    {
        var name = Path.GetFileNameWithoutExtension(patterns);
        var facts = roots.SelectMany(root => FactFolders.Select(folder => Path.Combine(root, folder)))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, $"{name}.*jsonl").Order(StringComparer.Ordinal))
            .FirstOrDefault();
        return facts is null ? null : new ParaRelRelation(name, patterns, facts);
    }
}
