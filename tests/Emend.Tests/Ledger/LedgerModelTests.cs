using Emend.Ledger;
using Emend.Tensors;
using Emend.Tests.Files;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Ledger;

/// <summary>Random sequences of operations against the simplest model there is: a list of commits and what each does.</summary>
public sealed class LedgerModelTests
{
    private const int Append = 5;
    private const int Revert = 9;
    private const int Reopen = 10;
    private const int Tear = 11;

    private static readonly Tensor Original = Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], [3, 2]);

    [Fact]
    public void Any_Sequence_Of_Operations_Gives_The_State_Of_The_Simple_Model()
    {
        var operations = Gen.Choose(0, Tear).Zip(Gen.Choose(0, 1000)).ListOf().Select(list => list.ToArray());
        Prop.ForAll(operations.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithEndSize(30));
    }

    private static bool Holds((int Kind, int Pick)[] operations)
    {
        using var folder = new TemporaryFolder();
        var ledger = EditLedger.OpenOrCreate(folder[".emend"], "atlas", TestEdits.Hash);
        var model = new List<(string Id, int? Seed, int? Reverts)>();
        var inForce = new List<bool>();
        foreach (var (kind, pick) in operations)
        {
            if (kind <= Append)
            {
                model.Add((ledger.Append(TestEdits.Make(pick, pick % 3, 3)).Id, pick, null));
                inForce.Add(true);
            }
            else if (kind <= Revert && model.Count > 0)
            {
                var target = pick % model.Count;
                if (!inForce[target])
                {
                    Should.Throw<ArgumentException>(() => ledger.Revert(model[target].Id));
                    continue;
                }

                model.Add((ledger.Revert(model[target].Id).Id, null, target));
                inForce.Add(true);
                Set(target, false);
            }
            else if (kind == Reopen)
            {
                ledger = EditLedger.Open(folder);
            }
            else if (kind == Tear)
            {
                File.AppendAllText(Path.Combine(ledger.Folder, "log"), "{\"commit\":\"torn");
                ledger = EditLedger.Open(folder);
            }

            ledger.Commits.Select(commit => commit.Id).ShouldBe(model.Select(commit => commit.Id));
            var seeds = Enumerable.Range(0, model.Count).Where(i => inForce[i] && model[i].Seed is not null).Select(i => model[i].Seed!.Value).ToList();
            var edits = ledger.EditsAt();
            foreach (var weight in (string[])["w0", "w1", "w2", "w3"])
                TestEdits.Apply(edits, weight, Original).ShouldBe(TestEdits.Apply(seeds.Select(seed => TestEdits.Make(seed, seed % 3, 3)), weight, Original));
        }

        return ledger.Verify().Count == 0;

        void Set(int commit, bool effect)
        {
            inForce[commit] = effect;
            if (model[commit].Reverts is { } target)
                Set(target, !effect);
        }
    }
}
