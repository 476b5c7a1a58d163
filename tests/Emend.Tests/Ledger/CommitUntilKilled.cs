using System.Diagnostics;
using Emend.Ledger;

namespace Emend.Tests.Ledger;

/// <summary>A process that commits to a ledger and prints each commit once it is promised to be safe.</summary>
internal static class CommitUntilKilled
{
    public const string Name = "commit-until-killed";
    public const string Ready = "ready";

    /// <summary>Runs inside the new process.</summary>
    public static int Run(string folder, int seed, int commits = int.MaxValue)
    {
        var random = new Random(seed);
        Console.WriteLine(Ready);
        var ledger = EditLedger.OpenOrCreate(folder, "atlas", TestEdits.Hash);
        ledger.Patience = TimeSpan.FromMinutes(1);
        for (var i = 0; i < commits; i++)
        {
            var inForce = ledger.InForce();
            LedgerCommit? commit;
            if (inForce.Count > 3 && random.Next(3) == 0)
                commit = TryRevert(ledger, inForce[random.Next(inForce.Count)].Id);
            else
                commit = ledger.Append(TestEdits.Make(random.Next(), random.Next(4), 4));
            if (commit is not null)
                Console.WriteLine(commit.Id);
        }

        return 0;
    }

    /// <summary>Starts the process.</summary>
    public static Process Start(string folder, int seed, int? commits = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [typeof(CommitUntilKilled).Assembly.Location, Name, folder, $"{seed}", .. commits is null ? [] : new[] { $"{commits}" }];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    // another process may have taken the same commit back a moment ago
    private static LedgerCommit? TryRevert(EditLedger ledger, string id)
    {
        try
        {
            return ledger.Revert(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
