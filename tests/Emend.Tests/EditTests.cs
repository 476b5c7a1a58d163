using System.Text.Json;
using Emend.Editing;
using Emend.Files;
using Emend.Tensors;
using Emend.Tests.Files;

namespace Emend.Tests;

public sealed class EditTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ApplyTo_Adds_The_Product_In_Float32()
    {
        var delta = WeightDelta.LowRank("w", Tensor.From([1, 2, 3, 4], [2, 2]), Tensor.From([1, 0, 2, 0, 1, 1], [2, 3]));
        delta.ApplyTo(Tensor.From([10, 20, 30, 40, 50, 60], [2, 3])).ToArray().ShouldBe([11, 22, 34, 43, 54, 70]);
        delta.Rank.ShouldBe(2);
        delta.Norm.ShouldBe(Math.Sqrt(1 + 4 + 16 + 9 + 16 + 100), 1e-5);
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void ApplyTo_Widens_Stored_Weights(ElementType type)
    {
        new SafetensorsWriter().Add("w", Tensor.From([1.5f, -2f], [2]), type).Save(folder["a"]);
        var changed = WeightDelta.Full("w", Tensor.From([1e-6f, 0.25f], [2])).ApplyTo(SafetensorsFile.Open(folder["a"]).Tensor("w"));
        changed.Type.ShouldBe(ElementType.Float32);
        changed.ToArray().ShouldBe([1.5f + 1e-6f, -1.75f]);
    }

    [Fact]
    public void ApplyTo_Refuses_A_Weight_Of_Another_Shape() =>
        Should.Throw<ArgumentException>(() => WeightDelta.Full("w", Tensor.Zeros([2])).ApplyTo(Tensor.Zeros([3])))
            .Message.ShouldContain("made for another model");

    [Fact]
    public void LowRank_Refuses_Factors_That_Do_Not_Fit() =>
        Should.Throw<ArgumentException>(() => WeightDelta.LowRank("w", Tensor.Zeros([2, 3]), Tensor.Zeros([2, 2])));

    [Fact]
    public void Save_And_Load_Keep_What_Is_Carried()
    {
        var edit = new Edit(Record(), [LowRank("z")], [
            new CarriedTensor("m.keys.0", Tensor.From([1, 2, 3, 4], [2, 2]), CarriedKind.Rows),
            new CarriedTensor("m.count", Tensor.From([7], [1]), CarriedKind.State)]);
        edit.Save(folder["a"]);
        var loaded = Edit.Load(folder["a"]);
        loaded.Carry.Select(carried => (carried.Name, carried.Kind)).ShouldBe([("m.count", CarriedKind.State), ("m.keys.0", CarriedKind.Rows)]);
        loaded.Carry[1].Value.ToArray().ShouldBe([1, 2, 3, 4]);
        loaded.WithRecord(Record()).Carry.Count.ShouldBe(2);
        loaded.Save(folder["b"]);
        File.ReadAllBytes(folder["b"]).ShouldBe(File.ReadAllBytes(folder["a"]));
    }

    [Fact]
    public void Merge_Condenses_Many_Carried_Rows_To_As_Many_As_Columns()
    {
        const int columns = 6, count = 900;
        var random = new Random(5);
        float[] Row() => [.. Enumerable.Range(0, columns).Select(i => i == 2 ? 0 : (float)random.NextDouble() - 0.3f)]; // in a plane, as keys of dead neurons
        var rows = Enumerable.Range(0, count).Select(_ => Row()).ToArray();
        var merged = Edit.Merge([.. rows.Select(row => new Edit(Record(), [LowRank("z")], [new CarriedTensor("rows", Tensor.From(row, [1, columns]), CarriedKind.Rows)]))]);
        var carried = merged.Carry[0].Value;
        carried.Shape[0].ShouldBeLessThan(count, "memory stays flat");
        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var expected = rows.Sum(row => (double)row[i] * row[j]);
                Enumerable.Range(0, carried.Shape[0]).Sum(row => (double)carried.Values[(row * columns) + i] * carried.Values[(row * columns) + j]).ShouldBe(expected, 1e-4);
            }
        }
    }

    [Fact]
    public void Merge_Appends_Carried_Rows_And_Replaces_Carried_States()
    {
        Edit Of(float value, int columns = 2) => new(Record(), [LowRank("z")], [
            new CarriedTensor("rows", Tensor.Full([1, columns], value), CarriedKind.Rows),
            new CarriedTensor("state", Tensor.Full([1], value), CarriedKind.State)]);
        var merged = Edit.Merge([Of(1), Of(2), Of(3)]);
        merged.Carry[0].Value.ToArray().ShouldBe([1, 1, 2, 2, 3, 3]);
        merged.Carry[1].Value.ToArray().ShouldBe([3]);
        Should.Throw<InvalidDataException>(() => Edit.Merge([Of(1), Of(2, columns: 3)])).Message.ShouldContain("different models");
    }

    [Fact]
    public void Save_And_Load_Keep_Everything()
    {
        var edit = new Edit(Record(), [LowRank("z"), WeightDelta.Full("a.bias", Tensor.From([1f, 2f], [2]))]);
        edit.Save(folder["a"]);
        var loaded = Edit.Load(folder["a"]);
        loaded.Deltas.Select(delta => delta.Weight).ShouldBe(["a.bias", "z"]);
        loaded["a.bias"]!.Dense!.ToArray().ShouldBe([1f, 2f]);
        loaded["z"]!.Left!.ToArray().ShouldBe([1f, 2f]);
        loaded["none"].ShouldBeNull();
        loaded.Record.Requests.ShouldBe(Record().Requests);
        loaded.Record.Options["layer"].GetInt32().ShouldBe(3);
        loaded.Record.Checks.ShouldBe(Record().Checks);
        loaded.Save(folder["b"]);
        File.ReadAllBytes(folder["b"]).ShouldBe(File.ReadAllBytes(folder["a"]));
        EditFile.Hash(edit).ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder["a"]))));
    }

    [Fact]
    public void Save_Writes_The_Documented_Names()
    {
        new Edit(Record(), [LowRank("z"), WeightDelta.Full("a", Tensor.Scalar(1))]).Save(folder["a"]);
        var file = SafetensorsFile.Open(folder["a"]);
        file.Entries.Select(entry => entry.Name).ShouldBe(["delta.a", "left.z", "right.z"]);
        using var record = JsonDocument.Parse(file.Metadata["edit"]);
        foreach (var name in (string[])["schema", "method", "options", "requests", "modelHash", "parent", "created", "toolVersion"])
            record.RootElement.TryGetProperty(name, out _).ShouldBeTrue(name);
        record.RootElement.GetProperty("requests")[0].EnumerateObject().Select(field => field.Name).ShouldBe(["prompt", "subject", "target"], ignoreOrder: true);
    }

    [Fact]
    public void Save_Refuses_Values_That_Are_Not_Finite() =>
        Should.Throw<ArithmeticException>(() => new Edit(Record(), [WeightDelta.Full("w", Tensor.Scalar(float.NaN))]).Save(folder["a"]))
            .Message.ShouldContain("'w'");

    [Fact]
    public void Edit_Refuses_Two_Changes_Of_One_Weight() =>
        Should.Throw<ArgumentException>(() => new Edit(Record(), [LowRank("z"), LowRank("z")]));

    [Theory]
    [InlineData("left.w", "belongs to nothing", "no 'right.w'")]
    [InlineData("right.w", "belongs to nothing", "belongs to nothing")]
    [InlineData("strange", "belongs to nothing", "belongs to nothing")]
    public void Load_Refuses_Tensors_Without_A_Meaning(string name, string why, string orWhy)
    {
        new SafetensorsWriter(new Dictionary<string, string> { ["edit"] = """{"schema":1,"method":"rome"}""" }).Add(name, Tensor.Zeros([1, 1])).Save(folder["a"]);
        var message = Should.Throw<InvalidDataException>(() => Edit.Load(folder["a"])).Message;
        (message.Contains(why, StringComparison.Ordinal) || message.Contains(orWhy, StringComparison.Ordinal)).ShouldBeTrue(message);
    }

    [Theory]
    [InlineData(null, "no metadata 'edit'")]
    [InlineData("null", "is null")]
    [InlineData("{}", "cannot be read")]
    [InlineData("""{"method":"rome"}""", "cannot be read")]
    [InlineData("""{"schema":1,"method":null}""", "cannot be read")]
    [InlineData("""{"schema":1,"method":"rome","requests":[{"prompt":"{}"}]}""", "cannot be read")]
    [InlineData("""{"method":"rome","schema":2,"toolVersion":"9.0"}""", "update Emend")]
    public void Load_Refuses_A_Bad_Record(string? record, string why)
    {
        new SafetensorsWriter(record is null ? null : new Dictionary<string, string> { ["edit"] = record }).Save(folder["a"]);
        Should.Throw<InvalidDataException>(() => Edit.Load(folder["a"])).Message.ShouldContain(why);
    }

    [Fact]
    public void Merge_Has_The_Effect_Of_The_Sequence()
    {
        var random = new Random(1);
        Tensor Values(params int[] shape) => Tensor.From([.. Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)], Shape.Create(shape));
        Edit[] edits =
        [
            new(Record(), [WeightDelta.LowRank("w", Values(8, 1), Values(1, 6)), WeightDelta.Full("b", Values(6))]),
            new(Record(), [WeightDelta.LowRank("w", Values(8, 2), Values(2, 6))]),
            new(Record() with { Method = "ft" }, [WeightDelta.Full("w", Values(8, 6)), WeightDelta.LowRank("v", Values(4, 1), Values(1, 4))]),
        ];
        var original = Values(8, 6);
        Edit.Merge(edits[..2])["w"]!.Rank.ShouldBe(3);
        var merged = Edit.Merge(edits);
        merged.Record.Method.ShouldBe("merged");
        merged.Record.Requests.Count.ShouldBe(3);
        var expected = edits.Aggregate(original, (weight, edit) => edit["w"]!.ApplyTo(weight)).ToArray();
        var actual = merged["w"]!.ApplyTo(original).ToArray();
        // three float32 additions in another order
        for (var i = 0; i < expected.Length; i++)
            actual[i].ShouldBe(expected[i], 1e-6f);
    }

    private static WeightDelta LowRank(string name) => WeightDelta.LowRank(name, Tensor.From([1f, 2f], [2, 1]), Tensor.From([3f, 4f], [1, 2]));

    private static EditRecord Record() => new()
    {
        Method = "rome",
        Options = new Dictionary<string, JsonElement> { ["layer"] = JsonElement.Parse("3") },
        Requests = [new EditRequest("The mother tongue of {} is", "Łukasz \"Ł\" 北京 😀", "English")],
        Checks = [new EditCheck("rewrite", "p", "English", true, new EditAnswer("French", 0.25))],
        Model = "atlas",
        ModelHash = "ab",
        Parent = "cd",
        Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };
}
