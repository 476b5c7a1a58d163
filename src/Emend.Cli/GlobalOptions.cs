using System.CommandLine;

namespace Emend.Cli;

/// <summary>The options of every command, accepted before and after its name. Commands read them through <see cref="Invocation"/>.</summary>
internal static class GlobalOptions
{
    public const string Model = "--model", Ledger = "--ledger", Threads = "--threads", Seed = "--seed";
    public const string Json = "--json", Quiet = "--quiet", Verbose = "--verbose", NoColor = "--no-color";

    public static void AddTo(Command root)
    {
        root.Add(new Option<string?>(Model, "-m")
        {
            Description = "The model: a folder, a name in the Hugging Face cache, or atlas (the bundled one). Default: the ledger's model, else atlas.",
            HelpName = "NAME|FOLDER",
            Recursive = true,
        });
        root.Add(new Option<string?>(Ledger, "-l")
        {
            Description = "The folder that keeps the edits. Default: the nearest .emend upwards from here; the first commit creates it.",
            HelpName = "FOLDER",
            Recursive = true,
        });
        root.Add(new Option<int?>(Threads) { Description = "How many threads compute. Default: one per core. Results do not depend on it.", HelpName = "N", Recursive = true });
        root.Add(new Option<int?>(Seed) { Description = "The seed of everything that is drawn at random. Default: 1.", HelpName = "N", Recursive = true });
        root.Add(new Option<bool>(Json) { Description = "Print the result as one JSON document.", Recursive = true });
        root.Add(new Option<bool>(Quiet, "-q") { Description = "Print results only: no progress, no notes.", Recursive = true });
        root.Add(new Option<bool>(Verbose, "-v") { Description = "Say more, and where an error came from.", Recursive = true });
        root.Add(new Option<bool>(NoColor) { Description = "No colours (NO_COLOR does the same).", Recursive = true });
    }
}
