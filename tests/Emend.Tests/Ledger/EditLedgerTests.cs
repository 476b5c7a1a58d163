using System.Security.Cryptography;
using System.Text.Json;
using Emend.Ledger;
using Emend.Tensors;
using Emend.Tests.Files;

namespace Emend.Tests.Ledger;

public sealed class EditLedgerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Append_Writes_The_Documented_Files()
    {
        var ledger = Create();
        var commit = ledger.Append(TestEdits.Make(1, 0, 1));
        var place = folder[".emend"];
        using var head = JsonDocument.Parse(File.ReadAllText(Path.Combine(place, "ledger.json")));
        head.RootElement.GetProperty("format").GetInt32().ShouldBe(1);
        head.RootElement.GetProperty("model").GetString().ShouldBe("atlas");
        head.RootElement.GetProperty("modelHash").GetString().ShouldBe(TestEdits.Hash);
        using var line = JsonDocument.Parse(File.ReadAllLines(Path.Combine(place, "log")).ShouldHaveSingleItem());
        line.RootElement.GetProperty("commit").GetString().ShouldBe(commit.Id);
        line.RootElement.GetProperty("kind").GetString().ShouldBe("edit");
        line.RootElement.GetProperty("checksum").GetString()!.Length.ShouldBe(16);
        var file = File.ReadAllBytes(Path.Combine(place, "edits", commit.Id + ".safetensors"));
        Convert.ToHexStringLower(SHA256.HashData(file)).ShouldBe(commit.Id);
        commit.Title.ShouldBe("Fact 1 is → true");
        commit.Weights.ShouldBe(["w0", "w1"]);
    }

    [Fact]
    public void Append_Completes_The_Record()
    {
        var ledger = Create();
        var first = ledger.Append(TestEdits.Make(1, 0));
        var second = ledger.Append(TestEdits.Make(2, 0));
        var record = ledger.Load(second).Record;
        record.Parent.ShouldBe(first.Id);
        record.ModelHash.ShouldBe(TestEdits.Hash);
        record.Model.ShouldBe("atlas");
        record.Created.ShouldBe(second.Created);
        ledger.ReadRecord(second).Parent.ShouldBe(first.Id);
        Should.Throw<ArgumentException>(() => ledger.ReadRecord(ledger.Revert(first.Id))).Message.ShouldContain("takes one back");
    }

    [Fact]
    public void Reverting_Everything_In_Any_Order_Restores_The_Original_Bits()
    {
        var original = Tensor.From([0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f], [3, 2]);
        var ledger = Create();
        var commits = Enumerable.Range(0, 6).Select(seed => ledger.Append(TestEdits.Make(seed, 0, 1))).ToList();
        foreach (var place in (int[])[2, 5, 0, 1, 4, 3])
        {
            ledger.Revert(commits[place].Id[..12]);
            var left = commits.Where(commit => ledger.InForce().Contains(commit)).ToList();
            var expected = TestEdits.Apply(left.Select(commit => TestEdits.Make(commits.IndexOf(commit), 0, 1)), "w1", original);
            TestEdits.Apply(ledger.EditsAt(), "w1", original).ShouldBe(expected);
        }

        ledger.EditsAt().ShouldBeEmpty();
        ledger.EditsAt(commits[5]).Count.ShouldBe(6);
    }

    [Fact]
    public void Reverting_A_Revert_Puts_The_Edit_Back_At_Its_Old_Place()
    {
        var ledger = Create();
        var first = ledger.Append(TestEdits.Make(1, 0));
        var second = ledger.Append(TestEdits.Make(2, 0));
        var revert = ledger.Revert(first.Id);
        ledger.InForce().ShouldBe([second]);
        var again = ledger.Revert(revert.Id);
        ledger.InForce().ShouldBe([first, second]);
        ledger.Revert(again.Id);
        ledger.InForce().ShouldBe([second]);
        ledger.InForce(again).ShouldBe([first, second]);
        revert.Title.ShouldBe("Revert: Fact 1 is → true");
        revert.Reverts.ShouldBe(first.Id);
    }

    [Fact]
    public void Revert_Refuses_What_Was_Taken_Back_Already()
    {
        var ledger = Create();
        var commit = ledger.Append(TestEdits.Make(1, 0));
        ledger.Revert(commit.Id);
        Should.Throw<ArgumentException>(() => ledger.Revert(commit.Id)).Message.ShouldContain("taken back already");
    }

    [Fact]
    public void LaterOnSameWeights_Names_What_Was_Computed_On_Top()
    {
        var ledger = Create();
        var first = ledger.Append(TestEdits.Make(1, 0));
        ledger.Append(TestEdits.Make(2, 1));
        var third = ledger.Append(TestEdits.Make(3, 0, 1));
        var fourth = ledger.Append(TestEdits.Make(4, 0));
        ledger.Revert(fourth.Id);
        ledger.LaterOnSameWeights(first).ShouldBe([third]);
        ledger.LaterOnSameWeights(third).ShouldBeEmpty();
    }

    [Fact]
    public void Commits_Are_Found_By_Their_First_Digits()
    {
        var ledger = Create();
        for (var seed = 0; seed < 40; seed++)
            ledger.Append(TestEdits.Make(seed, 0));
        foreach (var commit in ledger.Commits)
        {
            ledger[ledger.Shorten(commit)].ShouldBe(commit);
            ledger[commit.Id.ToUpperInvariant()].ShouldBe(commit);
        }

        // 40 commits share 16 first digits
        var shared = ledger.Commits.GroupBy(commit => commit.Id[..1]).First(group => group.Count() > 1).Key;
        Should.Throw<ArgumentException>(() => ledger[shared]).Message.ShouldContain("give more digits");
        Should.Throw<ArgumentException>(() => ledger["xyz"]).Message.ShouldContain("no commit 'xyz'");
    }

    [Fact]
    public void A_Ledger_Refuses_Another_Model()
    {
        Create().Append(TestEdits.Make(1, 0));
        var other = new string('2', 64);
        Should.Throw<InvalidDataException>(() => EditLedger.OpenOrCreate(folder[".emend"], "gpt2", other)).Message.ShouldContain("belongs to 'atlas', but 'gpt2' has other weights");
        var edit = TestEdits.Make(2, 0);
        var foreign = edit.WithRecord(edit.Record with { ModelHash = other });
        Should.Throw<InvalidDataException>(() => Create().Append(foreign));
    }

    [Fact]
    public void Append_Refuses_An_Edit_That_Was_Computed_On_An_Older_State()
    {
        var ledger = Create();
        var first = ledger.Append(TestEdits.Make(1, 0));
        var edit = TestEdits.Make(2, 0);
        edit = edit.WithRecord(edit.Record with { Parent = first.Id });
        Create().Append(TestEdits.Make(3, 0));
        Should.Throw<InvalidOperationException>(() => ledger.Append(edit)).Message.ShouldContain("nothing was committed");
        ledger.Commits.Count.ShouldBe(2);
    }

    [Fact]
    public void Append_Refuses_Values_That_Are_Not_Finite()
    {
        var ledger = Create();
        var edit = new Edit(new EditRecord { Method = "rome" }, [WeightDelta.Full("w", Tensor.Scalar(float.NaN))]);
        Should.Throw<ArithmeticException>(() => ledger.Append(edit));
        ledger.Commits.ShouldBeEmpty();
    }

    [Fact]
    public void Writers_Serialise_Or_The_Second_Says_Why_Not()
    {
        var one = Create();
        var two = EditLedger.Open(folder);
        var first = one.Append(TestEdits.Make(1, 0));
        var second = two.Append(TestEdits.Make(2, 0));
        second.Parent.ShouldBe(first.Id);
        using (LedgerLock.Take(one.Folder, TimeSpan.Zero, default))
        {
            one.Patience = TimeSpan.Zero;
            Should.Throw<IOException>(() => one.Append(TestEdits.Make(3, 0))).Message.ShouldContain("being written to by another process");
        }

        one.Append(TestEdits.Make(4, 0)).Parent.ShouldBe(second.Id);
        one.Commits.Count.ShouldBe(3);
    }

    [Fact]
    public void Find_Looks_Upwards()
    {
        Create();
        var deep = Directory.CreateDirectory(folder["a/b/c"]).FullName;
        EditLedger.Find(deep).ShouldBe(folder[".emend"]);
        Directory.CreateDirectory(folder["a/.emend"]);
        EditLedger.Find(deep).ShouldBe(folder[".emend"]);
        Should.Throw<DirectoryNotFoundException>(() => EditLedger.Open(deep)).Message.ShouldContain("There is no ledger");
    }

    private EditLedger Create() => EditLedger.OpenOrCreate(folder[".emend"], "atlas", TestEdits.Hash);
}
