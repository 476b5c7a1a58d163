using Emend.Models;
using Emend.Models.Families;
using Emend.Tensors;
using Emend.Tensors.Kernels;
using Emend.Tensors.Operations;

namespace Emend.Pretraining;

/// <summary>A model in training: the same forward pass as everywhere, on weights that gradients reach.</summary>
internal sealed class TrainingModel
{
    private readonly Architecture architecture;
    private readonly WeightMap map;
    private readonly float[][] gradients; // [parts][weights]

    public TrainingModel(PretrainRecipe recipe)
    {
        var config = ModelConfig.Parse(ModelExport.Config(recipe), "the recipe");
        var family = FamilyList.Of(config);
        architecture = family.Read(config);
        map = family.Map(config, architecture);
        Parameters = new ParameterSet(map);
        gradients = new float[recipe.Parts][];
        for (var part = 0; part < gradients.Length; part++)
            gradients[part] = new float[Parameters.Values.Length];
    }

    /// <summary>The weights.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Begins with random weights.</summary>
    public void Initialise(RandomStream random) => Parameters.Initialise(random, map, architecture.Layers);

    /// <summary>The mean loss of a batch, and its gradients for each part.</summary>
    /// <param name="rows">Rows of equal length; each predicts its own next tokens.</param>
    public (double Loss, float[][] Gradients) LossAndGradients(IReadOnlyList<int[]> rows)
    {
        using var workspace = Workspace.Begin();
        var weights = Parameters.ToTensors();
        var losses = new double[gradients.Length];
        var size = rows.Count / gradients.Length;
        Threads.Share(gradients.Length, part => losses[part] = LossOfPart(weights, [.. rows.Skip(part * size).Take(size)], gradients[part]));
        return (losses.Average(), gradients);
    }

    /// <summary>A decoder that reads the weights as they are now; valid while the workspace of the caller is.</summary>
    public Decoder ToDecoder()
    {
        var weights = Parameters.ToTensors();
        return new Decoder(new WeightReader(architecture, map, name => weights[name]));
    }

    private double LossOfPart(Dictionary<string, Tensor> weights, int[][] rows, float[] target)
    {
        using var workspace = Workspace.Begin();
        var parameters = Parameters.Names.ToDictionary(name => name, name => weights[name].AsParameter());
        var decoder = new Decoder(new WeightReader(architecture, map, name => parameters[name]));
        var input = new DecoderInput
        {
            Tokens = Batch.Of([.. rows.Select(row => row[..^1])]),
            Hooks = new Hooks().Keep(Site.FinalNorm).StopAfter(Site.FinalNorm),
        };
        var hidden = decoder.Forward(input)[Site.FinalNorm]; // [tokens, width]
        int[] next = [.. rows.SelectMany(row => row[1..])];
        var head = decoder.Head;
        var loss = hidden.LinearCrossEntropy(head.Weight, head.Bias, head.IsOutputByInput, next);
        Parameters.Gather(Gradients.Of(loss, [.. Parameters.Names.Select(name => parameters[name])]), target);
        return loss.Item();
    }
}
