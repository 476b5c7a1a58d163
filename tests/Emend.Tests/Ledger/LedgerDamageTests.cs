using Emend.Ledger;
using Emend.Tests.Files;

namespace Emend.Tests.Ledger;

public sealed class LedgerDamageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly EditLedger ledger;
    private readonly string log;

    public LedgerDamageTests()
    {
        ledger = EditLedger.OpenOrCreate(folder[".emend"], "atlas", TestEdits.Hash);
        log = Path.Combine(ledger.Folder, "log");
        ledger.Append(TestEdits.Make(1, 0));
        ledger.Append(TestEdits.Make(2, 1));
        ledger.Revert(ledger.Commits[0].Id);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_Log_Cut_Anywhere_Keeps_Every_Whole_Line_And_Takes_New_Ones()
    {
        var bytes = File.ReadAllBytes(log);
        var ends = Enumerable.Range(0, bytes.Length).Where(i => bytes[i] == '\n').ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(log, bytes[..length]);
            var cut = EditLedger.Open(folder);
            var whole = ends.Count(end => end < length);
            cut.Commits.ShouldBe(ledger.Commits.Take(whole), Comparer);
            cut.Problems.ShouldBeEmpty();
            if (length % 37 != 0)
                continue;
            cut.Append(TestEdits.Make(length, 0));
            EditLedger.Open(folder).Commits.Count.ShouldBe(whole + 1);
            EditLedger.Open(folder).Verify().ShouldBeEmpty();
        }
    }

    [Fact]
    public void Zeros_That_A_Loss_Of_Power_Left_Are_Passed_Over()
    {
        var bytes = File.ReadAllBytes(log);
        File.WriteAllBytes(log, [.. bytes, .. new byte[300]]);
        var opened = EditLedger.Open(folder);
        opened.Commits.Count.ShouldBe(3);
        opened.Append(TestEdits.Make(9, 0));
        File.ReadAllBytes(log).AsSpan(0, bytes.Length).SequenceEqual(bytes).ShouldBeTrue();
        EditLedger.Open(folder).Commits.Count.ShouldBe(4);
        new FileInfo(Path.Combine(ledger.Folder, "log.torn")).Length.ShouldBe(300);
    }

    [Fact]
    public void A_Damaged_Line_Between_Commits_Is_Named_And_Nothing_Is_Built_On_It()
    {
        var lines = File.ReadAllLines(log);
        File.WriteAllText(log, string.Join('\n', lines[0], lines[1].Replace("Fact 2", "Fact 3", StringComparison.Ordinal), lines[2]) + "\n");
        var opened = EditLedger.Open(folder);
        opened.Problems.ShouldHaveSingleItem().ShouldContain("Line 2 of");
        opened.Commits.Count.ShouldBe(2);
        Should.Throw<InvalidDataException>(() => opened.InForce()).Message.ShouldContain("Line 2 of");
        Should.Throw<InvalidDataException>(() => opened.Append(TestEdits.Make(3, 0)));
        File.ReadAllLines(log).Length.ShouldBe(3);
    }

    [Fact]
    public void A_Missing_Line_Is_Noticed()
    {
        var lines = File.ReadAllLines(log);
        File.WriteAllText(log, string.Join('\n', lines[0], lines[2]) + "\n");
        EditLedger.Open(folder).Problems.ShouldHaveSingleItem().ShouldContain("a line is missing");
    }

    [Fact]
    public void A_Repeated_Line_Is_Noticed()
    {
        var lines = File.ReadAllLines(log);
        File.WriteAllText(log, string.Join('\n', [.. lines, lines[0]]) + "\n");
        EditLedger.Open(folder).Problems.ShouldHaveSingleItem().ShouldContain("Line 4");
    }

    [Fact]
    public void A_Damaged_Last_Line_Is_Named_And_Kept_Aside()
    {
        var bytes = File.ReadAllBytes(log);
        bytes[^5] ^= 1;
        File.WriteAllBytes(log, bytes);
        var opened = EditLedger.Open(folder);
        opened.Problems.ShouldHaveSingleItem().ShouldContain("Line 3 of");
        opened.Commits.Count.ShouldBe(2);
        opened.Append(TestEdits.Make(3, 0));
        opened.Problems.ShouldBeEmpty();
        EditLedger.Open(folder).Problems.ShouldBeEmpty();
        File.ReadAllText(Path.Combine(ledger.Folder, "log.torn")).ShouldContain("Revert");
    }

    [Fact]
    public void A_Changed_Or_Missing_Edit_File_Is_Named()
    {
        var (first, second) = (ledger.Commits[0], ledger.Commits[1]);
        var path = Path.Combine(ledger.Folder, "edits", second.Id + ".safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Should.Throw<InvalidDataException>(() => ledger.EditsAt()).Message.ShouldContain("changed or damaged");
        File.Delete(path);
        Should.Throw<InvalidDataException>(() => ledger.Load(second)).Message.ShouldContain(ledger.Shorten(second));
        ledger.Verify().ShouldHaveSingleItem().ShouldContain("is missing");
        ledger.EditsAt(first).Count.ShouldBe(1);
    }

    [Fact]
    public void Left_Over_Temporary_Files_Are_Removed()
    {
        var left = Path.Combine(ledger.Folder, "edits", ".x.safetensors.emend-tmp-12345678");
        File.WriteAllText(left, "half");
        ledger.Append(TestEdits.Make(3, 0));
        File.Exists(left).ShouldBeFalse();
    }

    [Fact]
    public void A_Full_Disk_Is_Said_And_Nothing_Is_Committed()
    {
        // the device that is always full stands for the disk; other systems have none
        if (!File.Exists("/dev/full"))
            return;
        using var other = new TemporaryFolder();
        var full = EditLedger.OpenOrCreate(other[".emend"], "atlas", TestEdits.Hash);
        var place = Path.Combine(full.Folder, "log");
        File.CreateSymbolicLink(place, "/dev/full");
        Should.Throw<IOException>(() => full.Append(TestEdits.Make(1, 0))).Message.ShouldContain("The disk is full");
        full.Commits.ShouldBeEmpty();
        File.Delete(place);
        full.Append(TestEdits.Make(1, 0));
        EditLedger.Open(other).Commits.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "not the head of a ledger")]
    [InlineData("null", "not the head of a ledger")]
    [InlineData("""{"format":1}""", "not the head of a ledger")]
    [InlineData("""{"format":2,"model":"a","modelHash":"b"}""", "update Emend")]
    public void A_Bad_Head_Is_Refused(string json, string why)
    {
        File.WriteAllText(Path.Combine(ledger.Folder, "ledger.json"), json);
        Should.Throw<InvalidDataException>(() => EditLedger.Open(folder)).Message.ShouldContain(why);
    }

    private static readonly IEqualityComparer<LedgerCommit> Comparer =
        EqualityComparer<LedgerCommit>.Create((left, right) => left?.Id == right?.Id, commit => commit.Id.GetHashCode(StringComparison.Ordinal));
}
