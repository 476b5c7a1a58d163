using Emend.Tests.Ledger;

namespace Emend.Tests;

/// <summary>What the test assembly does when a test starts it as a process of its own.</summary>
internal static class Program
{
    public static int Main(string[] arguments) => arguments switch
    {
        [CommitUntilKilled.Name, var folder, var seed] => CommitUntilKilled.Run(folder, int.Parse(seed)),
        [CommitUntilKilled.Name, var folder, var seed, var commits] => CommitUntilKilled.Run(folder, int.Parse(seed), int.Parse(commits)),
        _ => 2,
    };
}
