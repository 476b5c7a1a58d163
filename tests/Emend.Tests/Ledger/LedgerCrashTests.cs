using Emend.Ledger;
using Emend.Tests.Files;
using Xunit.Abstractions;

namespace Emend.Tests.Ledger;

/// <summary>
/// Kills processes that write to a ledger, at random instants. 24 kills by default; the full test is
/// <c>EMEND_CRASH_KILLS=1000 dotnet test -c Release tests/Emend.Tests --filter LedgerCrashTests</c>.
/// </summary>
public sealed class LedgerCrashTests(ITestOutputHelper output)
{
    private const int WritersAtOnce = 2;
    private const int KillsPerLedger = 100;

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("EMEND_CRASH_KILLS"), out var kills) ? kills : 24;

    [Fact]
    public void No_Kill_Loses_A_Commit_Or_Leaves_A_Torn_State_Or_A_Lock()
    {
        var random = new Random(Environment.TickCount);
        var (commits, unfinished) = (0, 0);
        for (var killed = 0; killed < Kills;)
        {
            using var folder = new TemporaryFolder();
            var place = folder[".emend"];
            var promised = new HashSet<string>();
            var strays = new HashSet<string>();
            var sound = 0;
            for (var here = 0; here < KillsPerLedger && killed < Kills; here += WritersAtOnce, killed += WritersAtOnce)
            {
                var writers = Enumerable.Range(0, WritersAtOnce).Select(_ => Task.Run(() => RunAndKill(place, random.Next(), random.Next(10), random.NextDouble()))).ToArray();
                foreach (var id in writers.SelectMany(writer => writer.Result))
                    promised.Add(id).ShouldBeTrue();
                promised.Count.ShouldBeGreaterThan(0);
                unfinished += Unfinished(place, strays);
                sound = RequireSound(place, promised, sound);
            }

            var ledger = EditLedger.Open(place);
            ledger.Verify().ShouldBeEmpty();
            ledger.EditsAt().Count.ShouldBe(ledger.InForce().Count);
            commits += ledger.Commits.Count;
        }

        output.WriteLine($"{Kills} kills, {commits} commits, {unfinished} traces of interrupted commits found and passed over");
    }

    [Fact]
    public void Processes_That_Write_At_The_Same_Time_Serialise()
    {
        using var folder = new TemporaryFolder();
        var writers = Enumerable.Range(1, 3).Select(seed => CommitUntilKilled.Start(folder[".emend"], seed, 20)).ToList();
        foreach (var writer in writers)
        {
            writer.StandardError.ReadToEnd().ShouldBeEmpty();
            writer.WaitForExit(60_000).ShouldBeTrue();
            writer.ExitCode.ShouldBe(0);
        }

        var printed = writers.SelectMany(writer => writer.StandardOutput.ReadToEnd().Split('\n').Where(line => line.Length == 64)).ToList();
        var ledger = EditLedger.Open(folder);
        ledger.Commits.Select(commit => commit.Id).ShouldBe(printed, ignoreOrder: true);
        ledger.Verify().ShouldBeEmpty();
        writers.ForEach(writer => writer.Dispose());
    }

    /// <summary>Most processes are killed between two commits or inside one, some while they begin, some before.</summary>
    private static List<string> RunAndKill(string place, int seed, int kind, double chance)
    {
        using var process = CommitUntilKilled.Start(place, seed);
        var lines = new List<string?>();
        if (kind > 0)
            lines.Add(process.StandardOutput.ReadLine());
        if (kind > 2 || !EditLedger.Exists(place))
            lines.Add(process.StandardOutput.ReadLine());
        Thread.Sleep((int)(chance * (kind > 2 ? 40 : 400)));
        process.Kill();
        process.WaitForExit();
        var rest = process.StandardOutput.ReadToEnd();
        process.StandardError.ReadToEnd().ShouldBeEmpty();

        // a line without its end was not printed yet
        lines.AddRange(rest.Split('\n')[..^1]);
        return [.. lines.OfType<string>().Where(line => line != CommitUntilKilled.Ready)];
    }

    /// <summary>How many traces of an interrupted commit there are: evidence that kills hit the instants that matter.</summary>
    private static int Unfinished(string place, HashSet<string> strays)
    {
        var ledger = EditLedger.Open(place);
        var known = ledger.Commits.Select(commit => commit.Id).ToHashSet();
        var traces = Directory.GetFiles(Path.Combine(place, "edits")).Count(file => !known.Contains(Path.GetFileNameWithoutExtension(file)) && strays.Add(file));
        var log = File.ReadAllBytes(Path.Combine(place, "log"));
        return traces + (log.Length > 0 && log[^1] != '\n' ? 1 : 0);
    }

    private static int RequireSound(string place, HashSet<string> promised, int soundBefore)
    {
        var ledger = EditLedger.Open(place);
        ledger.Problems.ShouldBeEmpty();
        promised.ShouldBeSubsetOf(ledger.Commits.Select(commit => commit.Id));
        foreach (var commit in ledger.Commits.Skip(soundBefore).Where(commit => commit.Kind == LedgerCommitKind.Edit))
            ledger.Load(commit);
        LedgerLock.Take(place, TimeSpan.Zero, default).Dispose();
        return ledger.Commits.Count;
    }
}
