using System.Text;

namespace Emend.Cli.Tracing;

/// <summary>Files that a trace is written to, by how their names end.</summary>
internal static class TraceOutput
{
    private static readonly string[] Endings = [".svg", ".html", ".json", ".safetensors"];

    /// <summary>The full paths of files, if each can be written.</summary>
    public static IReadOnlyList<string> Checked(Invocation invocation, IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            if (!Endings.Contains(Path.GetExtension(file).ToLowerInvariant()))
                throw new UsageException($"--out {file}: it is not clear what to write; let the name end in {string.Join(", ", Endings[..^1])} or {Endings[^1]}.");
            var folder = Path.GetDirectoryName(invocation.FullPath(file));
            if (!Directory.Exists(folder))
                throw new UsageException($"--out {file}: there is no folder {folder}; make it first.");
        }

        return [.. files.Select(invocation.FullPath)];
    }

    /// <summary>Writes files.</summary>
    /// <param name="invocation">Where it is said what was written.</param>
    /// <param name="files">The files.</param>
    /// <param name="svg">Draws the picture.</param>
    /// <param name="html">Makes the page.</param>
    /// <param name="json">Makes the document.</param>
    /// <param name="tensors">Writes the tensors to a path.</param>
    public static void Write(Invocation invocation, IReadOnlyList<string> files, Func<string> svg, Func<string> html, Func<string> json, Action<string> tensors)
    {
        foreach (var file in files)
        {
            switch (Path.GetExtension(file).ToLowerInvariant())
            {
                case ".svg": Save(file, svg()); break;
                case ".html": Save(file, html()); break;
                case ".json": Save(file, json()); break;
                default: tensors(file); break;
            }
            invocation.Terminal.Note($"Written: {file}");
        }
    }

    private static void Save(string file, string text) => File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
