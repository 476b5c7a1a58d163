using System.Text.Json;
using Emend.Editing.Statistics;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;

namespace Emend.Tests.Editing.Statistics;

/// <summary>Second moments against layer_stats of kmeng01/rome (Golden/editing/README.md: 1e-6 of the Frobenius norm).</summary>
public sealed class SecondMomentCollectorTests
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void Collect_EqualsTheReference(string fixture)
    {
        var golden = new GoldenEdits(fixture, "r_rome");
        var texts = JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(golden.Folder, "stats_texts.json")))!;
        var expected = SafetensorsFile.Open(golden.StatisticsFile);
        int[] layers = [.. SecondMomentFile.Layers(golden.StatisticsFile)];
        layers.ShouldNotBeEmpty();

        var moments = SecondMomentCollector.Collect(golden.Model, layers, texts, long.MaxValue);

        foreach (var layer in layers)
        {
            moments[layer].Count.ShouldBe(expected.Integers("count")[0]);
            var mean = moments[layer].Mean();
            var want = SecondMomentFile.Read(golden.StatisticsFile, layer)!;
            double difference = 0, norm = 0;
            for (var row = 0; row < want.Rows; row++)
            {
                for (var column = 0; column < want.Columns; column++)
                {
                    difference += Math.Pow(mean[row, column] - want[row, column], 2);
                    norm += Math.Pow(want[row, column], 2);
                }
            }

            Math.Sqrt(difference / norm).ShouldBeLessThan(1e-6, $"layer {layer}");
        }
    }

    [Fact]
    public void RelativeError_IsThatOfTheMoments_HoweverTheTextsAreDivided()
    {
        const int Hidden = 40, Batches = 30, Rows = 50;
        var random = new Random(1);
        var (moment, convergence) = (new SecondMoment(Hidden), new SecondMomentConvergence(Hidden));
        convergence.RelativeError(0, moment).ShouldBeNull();
        for (var batch = 0; batch < Batches; batch++)
        {
            // independent numbers of variance one: the true moments are the unit matrix
            var values = new float[Rows * Hidden];
            foreach (ref var value in values.AsSpan())
                value = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            var keys = Tensor.From(values, [Rows, Hidden]);
            moment.Add(keys);
            convergence.Add(0, keys);
        }

        var mean = moment.Mean();
        var difference = 0.0;
        for (var i = 0; i < Hidden * Hidden; i++)
            difference += Math.Pow(mean.Values[i] - (i % (Hidden + 1) == 0 ? 1 : 0), 2);
        var actual = Math.Sqrt(difference / Hidden);
        var estimate = convergence.RelativeError(0, moment).ShouldNotBeNull();
        (estimate / actual).ShouldBeInRange(0.8, 1.25); // 64 pairs of directions, 30 batches
    }

    [Fact]
    public void Write_IsReadBack()
    {
        var golden = new GoldenEdits("gpt2", "r_rome");
        var moments = SecondMomentCollector.Collect(golden.Model, [2], ["The mother tongue of Koke is Spanish."], long.MaxValue);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
        try
        {
            SecondMomentFile.Write(path, new Dictionary<int, Matrix> { [2] = moments[2].Mean() }, moments[2].Count, golden.Model.Hash);
            SecondMomentFile.ModelHash(path).ShouldBe(golden.Model.Hash);
            SecondMomentFile.Layers(path).ShouldBe([2]);
            SecondMomentFile.Read(path, 3).ShouldBeNull();
            SecondMomentFile.Read(path, 2)!.Rows.ShouldBe(golden.Model.Architecture.Hidden);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Factor_RefusesTheMomentsOfAnotherModel()
    {
        var golden = new GoldenEdits("gpt2", "r_rome");
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
        try
        {
            SecondMomentFile.Write(path, new Dictionary<int, Matrix> { [1] = SecondMomentFile.Read(golden.StatisticsFile, 1)! }, 1, "another");
            Should.Throw<InvalidDataException>(() => new SecondMoments(golden.Model, path).Factor(1)).Message.ShouldContain("another model");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Whiten_SaysWhereItLookedAndWhatToDo()
    {
        var golden = new GoldenEdits("gpt2", "r_rome");
        var error = Should.Throw<FileNotFoundException>(() => new SecondMoments(golden.Model).Factor(1));
        error.Message.ShouldContain("emend stats --layers 1");
        error.Message.ShouldContain(golden.Model.Folder);
    }

    [Fact]
    public void Collect_RefusesALayerThatDoesNotExist()
    {
        var golden = new GoldenEdits("gpt2", "r_rome");
        Should.Throw<ArgumentException>(() => SecondMomentCollector.Collect(golden.Model, [6], ["text"], 1)).Message.ShouldContain("layers 0 to 5");
    }
}
