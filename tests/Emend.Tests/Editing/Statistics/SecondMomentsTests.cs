using Emend.Editing.Statistics;
using Emend.Tensors.LinearAlgebra;
using Emend.Tests.Files;

namespace Emend.Tests.Editing.Statistics;

public sealed class SecondMomentsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly LanguageModel model = new GoldenEdits("gpt2", "memit").Model;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Factor_ShrinksARankDeficientMatrix_AndSaysSo()
    {
        var size = model.Architecture.Hidden;
        var few = new Matrix(size, size);
        for (var i = 0; i < size / 2; i++)
            few[i, i] = 4;
        SecondMomentFile.Write(folder["few"], new Dictionary<int, Matrix> { [1] = few }, 10, model.Hash);
        var statistics = new SecondMoments(model, folder["few"]);
        statistics.Has(1).ShouldBeTrue();
        statistics.Has(2).ShouldBeFalse();
        var key = Enumerable.Range(0, size).Select(i => i == 0 ? 1.0 : 0).ToArray();
        statistics.Factor(1).Solve(key)[0].ShouldBe(0.25, 1e-6);
        statistics.Warnings.ShouldHaveSingleItem().ShouldContain("layer 1");
        statistics.Warnings.Single().ShouldContain("rank-deficient");
    }

    [Fact]
    public void FactorCache_GivesBackWhatWasKept()
    {
        var random = new Random(3);
        var moments = Matrix.Identity(20);
        for (var row = 0; row < 20; row++)
        {
            for (var column = 0; column < row; column++)
                moments[row, column] = moments[column, row] = random.NextDouble() / 40;
        }

        var (factor, hash) = (Cholesky.Factor(moments), MomentsHash.Of(moments));
        FactorCache.Read(folder["layer-3.safetensors"], 20).ShouldBeNull();
        FactorCache.Write(folder["layer-3.safetensors"], hash, factor, 1e-7);

        var kept = FactorCache.Read(folder["layer-3.safetensors"], 20).ShouldNotBeNull();
        kept.Hash.ShouldBe(hash);
        kept.Shrinkage.ShouldBe(1e-7);
        kept.Factor.Lower.Values.ToArray().ShouldBe(factor.Lower.Values.ToArray());
        FactorCache.Read(folder["layer-3.safetensors"], 21).ShouldBeNull();
    }

    [Fact]
    public void Hash_OfAFile_IsThatOfTheMatrixInIt()
    {
        var random = new Random(4);
        var moments = Matrix.From([.. Enumerable.Range(0, 700 * 700).Select(_ => random.NextDouble())], 700, 700); // more than is read at once
        SecondMomentFile.Write(folder["c"], new Dictionary<int, Matrix> { [2] = Matrix.Identity(3), [5] = moments }, 10, "");
        SecondMomentFile.Hash(folder["c"], 5).ShouldBe(MomentsHash.Of(SecondMomentFile.Read(folder["c"], 5)!));
        SecondMomentFile.Hash(folder["c"], 2).ShouldBe(MomentsHash.Of(Matrix.Identity(3)));
    }

    [Fact]
    public void Factor_IsGiven_WhereTheCacheCannotBeWritten_AndSaysSoOnce()
    {
        using var wide = new WideModel();
        var statistics = wide.Statistics();
        var key = new double[WideModel.Hidden];
        key[3] = 1;
        statistics.Factor(0).Solve(key)[3].ShouldBe(0.5, 1e-9);
        statistics.Factor(1).Solve(key)[3].ShouldBe(0.5, 1e-9);
        statistics.Warnings.ShouldHaveSingleItem().ShouldContain("cannot be kept in " + wide.Cache);
    }

    [Fact]
    public void NullSpace_IsGiven_WhereTheCacheCannotBeWritten_AndSaysSoOnce()
    {
        using var wide = new WideModel();
        var statistics = wide.Statistics();
        foreach (var layer in (int[])[0, 1])
            statistics.NullSpace(layer, 3).Values[3].ShouldBe(0, 1e-6f);
        statistics.NullSpace(0, 3).Values[(3 * WideModel.Hidden) + 3].ShouldBe(1, 1e-6f);
        statistics.Warnings.ShouldHaveSingleItem().ShouldContain("cannot be kept in " + wide.Cache);
    }

    [Fact]
    public void Factor_OfTheLayersOfAnEdit_IsReadWhereItIsKept()
    {
        using var wide = new WideModel();
        File.Delete(wide.Cache);
        var (first, again) = (wide.Statistics(), wide.Statistics());
        var computed = first.Factor(0).Lower.Values.ToArray();
        File.Exists(Path.Combine(wide.Cache, "layer-0.factor.safetensors")).ShouldBeTrue();
        again.Factor(0).Lower.Values.ToArray().ShouldBe(computed);
        again.Factor(0).ShouldBeSameAs(again.Factor(0));
        again.Warnings.ShouldBeEmpty();
        wide.Statistics("other").Factor(0).Lower[0, 0].ShouldNotBe(computed[0]); // the one that is kept belongs to other moments
    }

    [Fact]
    public void Factor_RefusesTheStatisticsOfAnotherModel()
    {
        SecondMomentFile.Write(folder["other"], new Dictionary<int, Matrix> { [0] = Matrix.Identity(model.Architecture.Hidden) }, 10, "another");
        Should.Throw<InvalidDataException>(() => new SecondMoments(model, folder["other"]).Factor(0)).Message.ShouldContain("another model");
    }

    [Fact]
    public void NullSpace_ProjectsOntoWhereKeysHardlyLie()
    {
        var size = model.Architecture.Hidden;
        var moments = Matrix.Identity(size);
        for (var i = 0; i < 3; i++)
            moments[i, i] = 0.01;
        SecondMomentFile.Write(folder["c"], new Dictionary<int, Matrix> { [0] = moments }, 10, model.Hash);
        var projector = new SecondMoments(model, folder["c"]).NullSpace(0, 0.02);
        for (var i = 0; i < size; i++)
            projector.Values[(i * size) + i].ShouldBe(i < 3 ? 1 : 0, 1e-6f);

        var statistics = new SecondMoments(model, folder["c"]);
        statistics.NullSpace(0, 0.02);
        statistics.Warnings.ShouldBeEmpty();
        statistics.NullSpace(0, 0.001);
        statistics.Warnings.ShouldHaveSingleItem().ShouldContain("No direction of the keys of layer 0 is free");
    }
}
