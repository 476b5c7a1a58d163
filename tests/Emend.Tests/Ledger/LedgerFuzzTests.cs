using Emend.Ledger;
using Emend.Tests.Files;
using Emend.Tests.Fuzzing;

namespace Emend.Tests.Ledger;

public sealed class LedgerFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_Mutated_Log_Shows_Only_Commits_That_Were_Made()
    {
        var ledger = EditLedger.OpenOrCreate(folder[".emend"], "atlas", TestEdits.Hash);
        for (var seed = 0; seed < 4; seed++)
            ledger.Append(TestEdits.Make(seed, seed % 2));
        ledger.Revert(ledger.Commits[1].Id);
        var log = Path.Combine(ledger.Folder, "log");
        var sound = File.ReadAllBytes(log);
        var known = ledger.Commits.Select(commit => commit.Id).ToList();
        var mutator = new Mutator("\"commit\":", "\"parent\":null", "\"kind\":\"revert\"", "\"checksum\":\"", "\n", "\"reverts\":\"" + known[0] + "\"", known[2]);
        FuzzRun.Check(random => mutator.Mutate(sound, random), Read, error => error is InvalidDataException, FuzzRun.Files / 4).ShouldBeGreaterThan(0);

        void Read(string path)
        {
            File.Copy(path, log, overwrite: true);
            var opened = EditLedger.Open(folder);
            opened.Commits.Select(commit => commit.Id).ShouldBeSubsetOf(known);
            foreach (var commit in opened.InForce())
                opened.Load(commit);
        }
    }
}
