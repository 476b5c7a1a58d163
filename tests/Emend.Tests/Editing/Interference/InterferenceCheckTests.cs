using Emend.Editing;
using Emend.Editing.Interference;
using Emend.Editing.Memit;
using Emend.Editing.Statistics;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Tests.Editing.Interference;

public sealed class InterferenceCheckTests
{
    [Fact]
    public async Task Find_WarnsOfTheEarlierFact_WithTheSameSubject()
    {
        var golden = new GoldenEdits("gpt2", "memit");
        var statistics = new SecondMoments(golden.Model, golden.StatisticsFile);
        var options = golden.Options("memit", new MemitOptions()) with { Steps = 2 };
        var requests = new GoldenBatch(golden, golden.Batches[2], "").Requests;
        var edit = await new Memit(golden.Model, options, golden.Templates, statistics).EditAsync([requests[0]]);

        var sameSubject = new EditRequest("{} is known for", requests[0].Subject, "chess");
        var warning = InterferenceCheck.Find(golden.Model, edit, [requests[3], sameSubject], [], statistics).ShouldHaveSingleItem();
        warning.Fact.ShouldBe(requests[0].Text);
        warning.AtRisk.ShouldBe([sameSubject.Text]);
        warning.Share.ShouldBeGreaterThan(0.99);
        warning.ToString().ShouldContain($"at risk: \"{sameSubject.Text}\".");

        InterferenceCheck.Find(golden.Model, edit, [requests[3], requests[4]], [], statistics).ShouldBeEmpty("other subjects have other keys");
        InterferenceCheck.Find(golden.Model, edit, [], [sameSubject.Text], statistics).ShouldHaveSingleItem().AtRisk.ShouldBe([sameSubject.Text]);
        InterferenceCheck.Find(golden.Model, edit, [requests[0]], [requests[0].Text], statistics).ShouldBeEmpty("a fact does not endanger itself");
    }

    [Fact]
    public void Shares_AreThePartsWithinTheSpan()
    {
        var identity = Cholesky.Factor(Matrix.Identity(8));
        var fresh = Rows([1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0]);
        var others = Rows([3, 0, 0, 0, 0, 0, 0, 0], [0, 0, 2, 0, 0, 0, 0, 0]);
        var shares = new KeyOverlap(identity, fresh, others, [0, 1]).Shares().ToList();
        shares[0].Share.ShouldBe(Math.Sqrt(0.5), 1e-4);
        shares[0].Cosines[0].ShouldBe(Math.Sqrt(0.5), 1e-12);
        shares[0].Cosines[1].ShouldBe(0);
        shares[1].Share.ShouldBe(0, 1e-12);
    }

    private static Matrix Rows(params double[][] rows) => Matrix.From([.. rows.SelectMany(row => row)], rows.Length, rows[0].Length);
}
