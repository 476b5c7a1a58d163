using System.Runtime.CompilerServices;
using System.Text;

namespace Emend.Benchmarks.Measurement;

/// <summary>Collects text and tables in Markdown and writes them to the results of this machine.</summary>
internal sealed class Report
{
    private readonly StringBuilder text = new();

    public Report(string title)
    {
        text.Append("# ").AppendLine(title);
        Paragraph(Machine.Description);
    }

    /// <summary>Adds a heading.</summary>
    public void Heading(string heading) => text.AppendLine().Append("## ").AppendLine(heading);

    /// <summary>Adds a paragraph.</summary>
    public void Paragraph(string paragraph) => text.AppendLine().AppendLine(paragraph);

    /// <summary>Adds a table; every column but the first is right-aligned.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.AppendLine();
        Row(header);
        Row([.. header.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (var row in rows) Row(row);
    }

    /// <summary>Writes the report and returns the path of the file.</summary>
    public string Save(string file)
    {
        var folder = Directory.CreateDirectory(Path.Combine(ResultsFolder(), Machine.Folder)).FullName;
        var path = Path.Combine(folder, file);
        File.WriteAllText(path, ToString());
        return Path.GetRelativePath(Environment.CurrentDirectory, path);
    }

    public override string ToString() => text.ToString();

    private void Row(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");

    private static string ResultsFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "results"));
}
