using Emend.Editing.Statistics;
using Emend.Editing.Training;
using Emend.Files;
using Emend.Generation;
using Emend.Models;
using Emend.Pretraining;
using Emend.Tensors;
using Emend.Tensors.Optimization;

namespace Emend.Tests.Models;

/// <summary>
/// A tiny model of any family that knows <see cref="SmallWorld"/>: the config of a case of Golden/models, random weights, all of them
/// trained, and kept as a checkpoint with a tokenizer and the second moments of its keys.
/// </summary>
internal sealed class SmallTrainedModel : IDisposable
{
    private const int LeastSteps = 350, MostSteps = 1_500, WarmUp = 20, ExamineEvery = 25, RowsAtOnce = 32; // facts known only just are edited less surely
    private const double Rate = 4e-3, RateOfEncoderDecoders = 3e-3, Decay = 0.05, Surely = 0.9;

    private readonly TemporaryModel copy;

    private SmallTrainedModel(string name, int seed)
    {
        copy = new TemporaryModel(GoldenModel.FolderOf(name));
        var untrained = LanguageModel.Load(copy.Folder);
        if (untrained.HasEncoder)
            WordTokenizer.WriteOfEncoderDecoder(copy.Folder, name == "bart", SmallWorld.Words);
        else
            WordTokenizer.Write(copy.Folder, SmallWorld.Words);
        var random = new RandomStream((ulong)seed);
        var weights = Train(untrained.With(Begin(untrained, random)), random);

        File.Delete(Path.Combine(copy.Folder, Checkpoint.SingleFile));
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var (weight, value) in weights)
            writer.Add(weight, value);
        writer.Save(Path.Combine(copy.Folder, Checkpoint.SingleFile));
        Model = LanguageModel.Load(copy.Folder);
        if (!Model.HasEncoder)
            KeepSecondMoments();
    }

    /// <summary>The folder of the checkpoint.</summary>
    public string Folder => copy.Folder;

    /// <summary>The model.</summary>
    public LanguageModel Model { get; }

    /// <summary>How many steps of training it took.</summary>
    public int Steps { get; private set; }

    /// <summary>Trains a model of a case's shape.</summary>
    public static SmallTrainedModel Of(string name, int seed = 1) => new(name, seed);

    /// <summary>What a model says first after a prompt.</summary>
    public static string Answer(LanguageModel model, string prompt) => Answers(model, [prompt])[0];

    /// <summary>What a model says first after each prompt.</summary>
    public static string[] Answers(LanguageModel model, IReadOnlyList<string> prompts) =>
        [.. model.Generate(prompts, new GenerationOptions { MaximumTokens = 1 }).Select(generated => generated.Text.Trim())];

    public void Dispose() => copy.Dispose();

    // the golden weights are large, so that each of them shows; training begins with others
    private static Dictionary<string, Tensor> Begin(LanguageModel model, RandomStream random)
    {
        var weights = new Dictionary<string, Tensor>();
        foreach (var place in model.Weights.All())
        {
            var size = SizeOf(model, place);
            weights[place.Name] = place.Shape.Rank == 1
                ? Tensor.Full(place.Shape, (float)size - model.Architecture.Norm.Offset)
                : Tensor.From([.. Enumerable.Range(0, (int)place.Shape.Count).Select(_ => (float)(size * random.Normal()))], place.Shape);
            if (place.BiasName is { } bias)
                weights[bias] = Tensor.Zeros(model.Weight(bias).Shape);
        }

        return weights;
    }

    /// <summary>
    /// How large a weight begins. In decoders, embeddings are large beside what blocks add, and attention is small beside MLPs: models so
    /// shallow then learn to look a subject up by the MLP at its last token, as deep ones do (Meng et al. 2022, §2), and to read the answer
    /// from there. With small embeddings the prompt's last token gathers the names and looks them up itself.
    /// </summary>
    private static double SizeOf(LanguageModel model, WeightPlace place)
    {
        const double Embeddings = 0.7, Others = 0.5, Beside = 0.2; // Beside: what attention adds, beside what the MLP does
        if (place.Shape.Rank == 1)
            return Is(WeightRole.AttentionOutputNorm) ? Beside : 1;
        if (model.HasEncoder)
            return 0.06;
        if (Is(WeightRole.TokenEmbedding) || Is(WeightRole.PositionEmbedding))
            return Embeddings / (Is(WeightRole.TokenEmbedding) ? model.Architecture.EmbeddingScale : 1);
        return Others / Math.Sqrt(place.Inputs) * (Is(WeightRole.AttentionOutput) ? Beside : 1);

        bool Is(WeightRole role) => model.Weights.Has(role)
            && Enumerable.Range(0, model.Architecture.Layers).Any(layer => model.Weights[role, layer].Name == place.Name);
    }

    private Dictionary<string, Tensor> Train(LanguageModel model, RandomStream random)
    {
        var facts = SmallWorld.Facts().ToArray();
        var rate = model.HasEncoder ? RateOfEncoderDecoders : Rate;
        var weights = new TrainedWeights(model, model.WeightNames);
        var adam = new Adam(weights.Values, new AdamOptions { LearningRate = rate, Beta2 = 0.98, WeightDecay = model.HasEncoder ? 0.01 : Decay, DecoupledWeightDecay = true });
        while (!(Steps % ExamineEvery == 0 && Steps >= LeastSteps && Knows(weights.Model, facts)))
        {
            if (Steps == MostSteps)
                throw new InvalidOperationException($"A small {model.Architecture.Family} model has not learnt its facts in {MostSteps} steps.");
            using var workspace = Workspace.Begin();
            var rows = Enumerable.Range(0, RowsAtOnce).Select(_ => random.Choose(facts)).ToArray();
            var loss = Loss(weights.Model, rows, random);
            adam.LearningRate = rate * Math.Min(1, (Steps + 1.0) / WarmUp);
            adam.Step(GradientNorm.Clip(Gradients.Of(loss, weights.Parameters), 1));
            Steps++;
        }

        return model.WeightNames.ToDictionary(name => name, name => weights.Model.Weight(name).Detach().Copy());
    }

    private static Tensor Loss(LanguageModel model, (string Prompt, string Answer)[] rows, RandomStream random)
    {
        if (model.HasEncoder)
        {
            var end = model.Tokenizer.Special.End!.Value;
            return model.Loss(model.Tokenize([.. rows.Select(row => row.Prompt)]), Batch.Of([.. rows.Select(row => (IReadOnlyList<int>)[.. model.Tokenizer.Encode(row.Answer).Ids, end])]));
        }

        return model.Loss(model.Tokenize([.. rows.Select(row => random.Choose(SmallWorld.Contexts).Replace("{}", $"{row.Prompt} {row.Answer}", StringComparison.Ordinal))]));
    }

    private static bool Knows(LanguageModel model, (string Prompt, string Answer)[] facts)
    {
        using var workspace = Workspace.Begin();
        using var pause = Gradients.Off();
        var scores = model.Score([.. facts.Select(fact => new ScoreQuery(model.Tokenizer.Encode(fact.Prompt, special: true).Ids, [model.Tokenizer.Encode(fact.Answer).Ids]))]);
        return scores.All(score => score[0].Probability > Surely);
    }

    private void KeepSecondMoments()
    {
        var texts = SmallWorld.Facts().SelectMany(_ => SmallWorld.Contexts, (fact, context) => context.Replace("{}", $"{fact.Prompt} {fact.Answer}", StringComparison.Ordinal));
        var collected = SecondMomentCollector.Collect(Model, [.. Enumerable.Range(0, Model.Architecture.Layers)], texts, long.MaxValue);
        SecondMomentFile.Write(Path.Combine(copy.Folder, SecondMoments.FileName), collected.ToDictionary(pair => pair.Key, pair => pair.Value.Mean()), collected[0].Count, Model.Hash);
    }
}
