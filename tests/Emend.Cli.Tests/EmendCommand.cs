using Emend.Cli;

namespace Emend.Cli.Tests;

/// <summary>Runs <c>emend</c> in process, in a temporary folder that has no settings of its own.</summary>
public sealed class EmendCommand : IDisposable
{
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);

    public EmendCommand()
    {
        Folder = Directory.CreateTempSubdirectory("emend-cli-").FullName;
        variables["XDG_CONFIG_HOME"] = Path.Combine(Folder, ".config");
    }

    public string Folder { get; }

    /// <summary>The folder that the command is called from, below <see cref="Folder"/>.</summary>
    public string Within { get; set; } = "";

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public void Set(string variable, string value) => variables[variable] = value;

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public Task<int> RunAsync(params string[] arguments) => RunAsync(arguments, input: "", CancellationToken.None);

    public async Task<int> RunAsync(string[] arguments, string input, CancellationToken cancel)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var surroundings = new Surroundings
        {
            Output = output,
            Error = error,
            Folder = Path.Combine(Folder, Within),
            Variable = variables.GetValueOrDefault,
            OpenInput = () => new StringReader(input),
        };
        var code = await CommandLine.RunAsync(arguments, surroundings, cancel);
        Output = output.ToString().ReplaceLineEndings("\n");
        Error = error.ToString().ReplaceLineEndings("\n");
        return code;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
