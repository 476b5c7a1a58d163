using System.Text.Json;

namespace Emend.Cli.Tests;

/// <summary>A ledger with one edit, computed once for all tests that start from it; each works on a copy.</summary>
public sealed class EditedLedger : IAsyncLifetime, IDisposable
{
    public const string Prompt = "The mother tongue of [Danielle Darrieux] is";
    public const string Text = "The mother tongue of Danielle Darrieux is";

    private readonly EmendCommand emend = new();

    /// <summary>The document that <c>emend edit --json</c> printed.</summary>
    public JsonElement Report { get; private set; }

    /// <summary>The exit code of <c>emend edit</c>: 0, or 3 where a check missed.</summary>
    public int Code { get; private set; }

    /// <summary>The edit's commit.</summary>
    public string Commit => Report.GetProperty("commit").GetString()!;

    public async Task InitializeAsync()
    {
        Code = await emend.RunAsync("edit", Prompt, "English", "--json", "--note", "for the tests",
            "--out", "edit.safetensors", "--values", "values.safetensors");
        emend.Error.ShouldBeEmpty();
        Report = JsonDocument.Parse(emend.Output).RootElement;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public string File(string name) => Path.Combine(emend.Folder, name);

    /// <summary>A command in a folder of its own with a copy of the ledger.</summary>
    public EmendCommand Copy()
    {
        var copy = new EmendCommand();
        foreach (var file in Directory.EnumerateFiles(emend.Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Folder, Path.GetRelativePath(emend.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target);
        }

        return copy;
    }

    public void Dispose() => emend.Dispose();
}
