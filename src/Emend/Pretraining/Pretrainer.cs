using System.Diagnostics;
using Emend.Files;
using Emend.Tensors;
using Emend.Text;
using Emend.Text.Training;

namespace Emend.Pretraining;

/// <summary>Trains a GPT-2 model from scratch on a world of facts, and can be stopped at any moment and gone on with.</summary>
/// <example><code>
/// var report = Pretrainer.Run("assets/atlas/recipe.json", "atlas", progress, cancel);
/// </code></example>
public sealed class Pretrainer
{
    /// <summary>The name of the evaluation at the end within the output folder.</summary>
    public const string EvaluationFile = "evaluation.json";

    private const string EndOfText = "<|endoftext|>";
    private const int LogEvery = 50; // steps

    private readonly PretrainRecipe recipe;
    private readonly string folder;
    private readonly IProgress<PretrainProgress>? progress;
    private readonly Corpus corpus;
    private readonly Stopwatch clock = new(); // runs during training only
    private Tokenizer tokenizer = null!;
    private int startStep;
    private double earlierSeconds;

    private Pretrainer(PretrainRecipe recipe, World world, string folder, IProgress<PretrainProgress>? progress)
    {
        this.recipe = recipe;
        this.folder = folder;
        this.progress = progress;
        corpus = new Corpus(new WorldSplit(world, recipe.Splits), recipe.Corpus);
    }

    private long TokensPerStep => (long)recipe.Rows * recipe.Model.Context;

    /// <summary>Trains what a recipe file describes, or goes on where the output folder's checkpoint was written.</summary>
    /// <param name="recipePath">The recipe.</param>
    /// <param name="outputFolder">Where the model, its tokenizer, the log, the plot and the evaluation go.</param>
    /// <param name="progress">Is told about every step.</param>
    /// <param name="cancel">Stops training; a checkpoint is written first.</param>
    /// <returns>The evaluation at the end.</returns>
    public static EvaluationReport Run(string recipePath, string outputFolder, IProgress<PretrainProgress>? progress = null, CancellationToken cancel = default)
    {
        var recipe = PretrainRecipe.Load(recipePath);
        var world = World.Load(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(recipePath))!, recipe.World));
        return Run(recipe, world, outputFolder, progress, cancel);
    }

    /// <summary>Trains a model on a world, or goes on where the output folder's checkpoint was written.</summary>
    public static EvaluationReport Run(PretrainRecipe recipe, World world, string outputFolder, IProgress<PretrainProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(world);
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        Directory.CreateDirectory(outputFolder);
        return new Pretrainer(recipe, world, outputFolder, progress).Run(cancel);
    }

    private EvaluationReport Run(CancellationToken cancel)
    {
        TrainTokenizer(cancel);
        var model = new TrainingModel(recipe);
        model.Initialise(new RandomStream(recipe.Seed ^ 0x57454947_48545321)); // apart from the text's stream
        var optimizer = new AdamW(model.Parameters.Values, recipe.Optimizer, model.Parameters.Stretches);
        var packer = new RowPacker(recipe.Model.Context + 1, tokenizer.IdOf(EndOfText)!.Value, recipe.Corpus.EndOfTextFirstShare);
        var stream = new TrainingStream(corpus, tokenizer, packer, recipe.Rows, recipe.Seed);
        var (lossSum, lossCount) = (0.0, 0);
        if (PretrainCheckpoint.Load(folder, recipe, optimizer) is { } checkpoint)
        {
            stream.Resume(checkpoint.Position);
            (startStep, lossSum, lossCount) = (checkpoint.Step, checkpoint.LossSum, checkpoint.LossCount);
        }

        var log = PretrainLog.Open(folder, startStep, recipe);
        earlierSeconds = log.Seconds;
        clock.Start();
        for (var step = startStep; step < recipe.Steps;)
        {
            var rows = stream.Next(step / (double)(recipe.Optimizer.Horizon ?? recipe.Steps));
            var (loss, gradients) = model.LossAndGradients(rows);
            var rate = recipe.Optimizer.RateAt(step, recipe.Steps);
            optimizer.Step(gradients, step, rate);
            step++;
            lossSum += loss;
            lossCount++;
            Report("training", step, stream.Epoch, lossSum / lossCount);
            if (step % LogEvery == 0 || step == recipe.Steps)
            {
                log.Add(step, stream.Epoch, step * TokensPerStep, lossSum / lossCount, rate, earlierSeconds + clock.Elapsed.TotalSeconds);
                (lossSum, lossCount) = (0, 0);
            }

            if (IsEvaluationDue(step) && step < recipe.Steps)
                log.Add(Evaluate(model, step, recipe.EvaluationFacts, byRelation: false, cancel));
            if (step % recipe.CheckpointEvery == 0 || step == recipe.Steps || cancel.IsCancellationRequested)
                new PretrainCheckpoint(step, stream.Position, lossSum, lossCount).Save(folder, recipe, optimizer);
            cancel.ThrowIfCancellationRequested();
        }

        return Finish(model, log, cancel);
    }

    private EvaluationReport Finish(TrainingModel model, PretrainLog log, CancellationToken cancel)
    {
        var report = Evaluate(model, recipe.Steps, int.MaxValue, byRelation: true, cancel);
        log.Add(report);
        ModelExport.Save(folder, recipe, model.Parameters);
        Write("recipe.json", recipe.ToJson() + "\n");
        Write("loss.svg", LossPlot.Draw(log.Losses, $"Training loss, {model.Parameters.Values.Length / 1e6:0.0} M parameters"));
        Write(ModelCard.FileName, ModelCard.Write(recipe, corpus.World, model.Parameters.Values.Length, report, log.Seconds));
        Write(EvaluationFile, System.Text.Json.JsonSerializer.Serialize(report, PretrainJson.Default.EvaluationReport) + "\n");
        return report;
    }

    private void TrainTokenizer(CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(folder, PretrainCheckpoint.FileName)))
        {
            progress?.Report(new PretrainProgress { Phase = "tokenizer", Steps = recipe.Steps });
            var random = new RandomStream(recipe.TokenizerSeed);
            var texts = Enumerable.Range(0, recipe.TokenizerEpochs).SelectMany(_ => corpus.Epoch(random, 0)).Select(document => document.Text);
            var options = new BytePairTrainerOptions { VocabularySize = recipe.Vocabulary, SpecialTokens = [EndOfText], AddPrefixSpace = true };
            BytePairTrainer.Train(texts, options, cancel: cancel).Save(folder);
        }

        tokenizer = Tokenizer.Load(folder);
    }

    private EvaluationReport Evaluate(TrainingModel model, int step, int facts, bool byRelation, CancellationToken cancel)
    {
        clock.Stop();
        Report("evaluation", step, 0, 0);
        using var workspace = Workspace.Begin();
        using var pause = Gradients.Off();
        var decoder = model.ToDecoder();
        var evaluator = new Evaluator(corpus.Phrasing, tokenizer);
        var report = new EvaluationReport
        {
            Step = step,
            Tokens = step * TokensPerStep,
            Measures = evaluator.Measure(decoder, facts, cancel),
            Relations = byRelation ? evaluator.ByRelation(decoder, cancel) : [],
        };
        clock.Start();
        return report;
    }

    private bool IsEvaluationDue(int step) =>
        (long)step * recipe.Evaluations / recipe.Steps > (long)(step - 1) * recipe.Evaluations / recipe.Steps;

    private void Report(string phase, int step, int epoch, double loss)
    {
        var speed = (step - startStep) * TokensPerStep / Math.Max(1e-3, clock.Elapsed.TotalSeconds);
        progress?.Report(new PretrainProgress
        {
            Phase = phase,
            Step = step,
            Steps = recipe.Steps,
            Epoch = epoch,
            Loss = loss,
            Tokens = step * TokensPerStep,
            TokensPerSecond = speed,
            TimeLeft = speed > 0 ? TimeSpan.FromSeconds((recipe.Steps - step) * TokensPerStep / speed) : TimeSpan.Zero,
        });
    }

    private void Write(string file, string text) => AtomicFile.Write(Path.Combine(folder, file), System.Text.Encoding.UTF8.GetBytes(text));
}
