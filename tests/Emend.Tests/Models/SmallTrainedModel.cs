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
/// A tiny model of any family that knows <see cref="SmallWorld"/>: the config of a case of Golden/models, random weights, all but the first
/// attention's output trained, and kept as a checkpoint with a tokenizer and the second moments of its keys.
/// </summary>
internal sealed class SmallTrainedModel : IDisposable
{
    private const int MostSteps = 1_500, WarmUp = 20, ExamineEvery = 25, RowsAtOnce = 32;
    private const double Rate = 6e-3, RateOfEncoderDecoders = 3e-3, Surely = 0.9;

    private readonly TemporaryModel copy;

    private SmallTrainedModel(string name)
    {
        copy = new TemporaryModel(GoldenModel.FolderOf(name));
        var untrained = LanguageModel.Load(copy.Folder);
        if (untrained.HasEncoder)
            WordTokenizer.WriteOfEncoderDecoder(copy.Folder, name == "bart", SmallWorld.Words);
        else
            WordTokenizer.Write(copy.Folder, SmallWorld.Words);
        var random = new RandomStream(1);
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
    public static SmallTrainedModel Of(string name) => new(name);

    /// <summary>What a model says first after a prompt.</summary>
    public static string Answer(LanguageModel model, string prompt) => Answers(model, [prompt])[0];

    /// <summary>What a model says first after each prompt.</summary>
    public static string[] Answers(LanguageModel model, IReadOnlyList<string> prompts) =>
        [.. model.Generate(prompts, new GenerationOptions { MaximumTokens = 1 }).Select(generated => generated.Text.Trim())];

    public void Dispose() => copy.Dispose();

    // the golden weights are large, so that each of them shows; training begins with small ones
    private static Dictionary<string, Tensor> Begin(LanguageModel model, RandomStream random)
    {
        var weights = new Dictionary<string, Tensor>();
        foreach (var place in model.Weights.All())
        {
            weights[place.Name] = place.Shape.Rank == 1
                ? Tensor.Full(place.Shape, 1 - model.Architecture.Norm.Offset)
                : Tensor.From([.. Enumerable.Range(0, (int)place.Shape.Count).Select(_ => (float)(0.06 * random.Normal()))], place.Shape);
            if (place.BiasName is { } bias)
                weights[bias] = Tensor.Zeros(model.Weight(bias).Shape);
        }

        foreach (var closed in Closed(model))
            weights[closed] = Tensor.Zeros(model.Weight(closed).Shape);
        return weights;
    }

    /// <summary>
    /// The output of the first attention, which stays zero: models so shallow would look a subject up before its first MLP, while in
    /// deep ones the MLPs at the subject do (Meng et al. 2022, §2).
    /// </summary>
    private static IEnumerable<string> Closed(LanguageModel model)
    {
        var place = model.Weights[WeightRole.AttentionOutput, 0];
        return model.HasEncoder ? [] : place.BiasName is { } bias ? [place.Name, bias] : [place.Name];
    }

    private Dictionary<string, Tensor> Train(LanguageModel model, RandomStream random)
    {
        var facts = SmallWorld.Facts().ToArray();
        var rate = model.HasEncoder ? RateOfEncoderDecoders : Rate;
        var weights = new TrainedWeights(model, model.WeightNames.Except(Closed(model)));
        var adam = new Adam(weights.Values, new AdamOptions { LearningRate = rate, Beta2 = 0.98, WeightDecay = 0.01, DecoupledWeightDecay = true });
        while (!(Steps % ExamineEvery == 0 && Steps > 0 && Knows(weights.Model, facts)))
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
