using System.Diagnostics;
using System.Globalization;
using Emend.Benchmarks.Measurement;
using Emend.Editing;
using Emend.Editing.Rome;

namespace Emend.Benchmarks.Commands;

/// <summary>
/// Whole commands of a built <c>emend</c>, each a process of its own, in turn so that the machine's noise meets all alike, and the
/// computation of an edit in this process: <c>commands [FOLDER]</c>, the folder being that of Emend.Cli.dll.
/// </summary>
internal static class CommandSuite
{
    private const int Runs = 9;

    private static readonly string[][] Commands =
    [
        ["--help"],
        ["ask", "The mother tongue of [Danielle Darrieux] is"],
        ["edit", "The mother tongue of [Danielle Darrieux] is", "English"],
        ["log"],
        ["test"],
        ["revert", "HEAD"],
    ];

    public static async Task RunAsync(string folder)
    {
        var program = Path.Combine(folder.Length > 0 ? folder : Path.Combine("artifacts", "bin", "Emend.Cli", "release"), "Emend.Cli.dll");
        if (!File.Exists(program))
            throw new FileNotFoundException($"There is no {program}: build the command first, or name the folder that it was built to.");
        program = Path.GetFullPath(program);
        var seconds = Commands.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run <= Runs; run++)
        {
            var place = Directory.CreateTempSubdirectory("emend-commands-").FullName;
            for (var i = 0; i < Commands.Length; i++)
            {
                var taken = Time(program, place, Commands[i]);
                if (run > 0) // the first fills the file cache
                    seconds[i].Add(taken);
            }

            Directory.Delete(place, recursive: true);
        }

        Console.WriteLine(Machine.Description);
        Console.WriteLine();
        Console.WriteLine($"| command | median of {Runs}, ms | fastest, ms |");
        Console.WriteLine("|---|---:|---:|");
        for (var i = 0; i < Commands.Length; i++)
            Print($"`emend {Shown(Commands[i])}`", seconds[i]);

        var edits = await EditsAsync();
        Print("the same edit in process, the first (compiled as it runs)", edits[..1]);
        Print($"the same edit in process, each of the next {Runs}", edits[1..]);
    }

    /// <summary>The seconds of edits of one fact in this process, one after the other.</summary>
    private static async Task<List<double>> EditsAsync()
    {
        var model = LanguageModel.Load("atlas");
        var request = EditRequest.Parse(Commands[2][1], Commands[2][2]);
        var seconds = new List<double>();
        for (var run = 0; run <= Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            await new Rome(model).EditAsync([request]);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return seconds;
    }

    private static void Print(string what, List<double> seconds)
    {
        seconds.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {1000 * seconds[seconds.Count / 2]:0} | {1000 * seconds[0]:0} |"));
    }

    private static double Time(string program, string place, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = place, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[program, .. arguments]) start.ArgumentList.Add(argument);
        var from = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var taken = Stopwatch.GetElapsedTime(from).TotalSeconds;
        return process.ExitCode is 0 or 3 ? taken : throw new InvalidOperationException($"emend {arguments[0]} failed: {error.Result.Trim()}");
    }

    private static string Shown(string[] arguments) => string.Join(' ', arguments.Select(argument => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument));
}
