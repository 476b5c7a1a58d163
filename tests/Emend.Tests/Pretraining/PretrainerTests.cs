using Emend.Pretraining;
using Emend.Tensors.Kernels;

namespace Emend.Tests.Pretraining;

public sealed class PretrainerTests : IDisposable
{
    private static readonly PretrainRecipe Recipe = new()
    {
        Vocabulary = 320,
        TokenizerEpochs = 1,
        Model = new ModelShape { Width = 16, Layers = 2, Heads = 2, Context = 32 },
        Rows = 4,
        Parts = 2,
        Steps = 24,
        Optimizer = new OptimizerRecipe { WarmUp = 4, Rate = 1e-2 },
        Evaluations = 2,
        EvaluationFacts = 5,
        CheckpointEvery = 7,
    };

    private readonly string folder = Directory.CreateTempSubdirectory("emend-pretrain-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Run_StoppedAnywhereAndGoneOnWith_GivesTheSameBytes()
    {
        var whole = Train("whole");
        foreach (var stop in (int[])[3, 7])
        {
            using var cancel = new CancellationTokenSource();
            Should.Throw<OperationCanceledException>(() => Train($"parts{stop}", new StopAt(stop, cancel), cancel.Token));
            Train($"parts{stop}").ShouldBe(whole);
        }
    }

    [Fact]
    public void Run_KilledAfterACheckpoint_GoesOnFromItToTheSameBytes()
    {
        var whole = Train("whole");
        var killed = new KilledException();
        Should.Throw<KilledException>(() => Train("killed", new ThrowAt(17, killed))).ShouldBe(killed);
        var logged = File.ReadAllLines(Path.Combine(folder, "killed", "training_log.jsonl")).Length;
        File.AppendAllText(Path.Combine(folder, "killed", "training_log.jsonl"), "{\"step\":1"); // a line that the kill cut short
        Train("killed").ShouldBe(whole);
        File.ReadAllLines(Path.Combine(folder, "killed", "training_log.jsonl")).Length.ShouldBe(File.ReadAllLines(Path.Combine(folder, "whole", "training_log.jsonl")).Length);
        logged.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameBytes()
    {
        var before = Threads.Count;
        try
        {
            Threads.Count = 1;
            var one = Train("one");
            Threads.Count = 3;
            Train("three").ShouldBe(one);
        }
        finally
        {
            Threads.Count = before;
        }
    }

    [Fact]
    public void Run_WritesEverythingThatAModelFolderNeeds()
    {
        Train("whole");
        foreach (var file in (string[])["config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "recipe.json", "loss.svg", "evaluation.json", "training_log.jsonl"])
            File.Exists(Path.Combine(folder, "whole", file)).ShouldBeTrue(file);
        var model = LanguageModel.Load(Path.Combine(folder, "whole"));
        model.Architecture.Layers.ShouldBe(2);
        File.ReadAllText(Path.Combine(folder, "whole", "loss.svg")).ShouldStartWith("<svg");
    }

    [Fact]
    public void Run_TinyWorld_LearnsItsFacts()
    {
        var recipe = Recipe with
        {
            Steps = 300,
            Model = Recipe.Model with { Width = 32 },
            Corpus = new CorpusRecipe { StatementRepeats = 4, FillerShare = 0, FragmentShare = 0, NewFactDocuments = 0, ChainDocuments = 0 },
        };
        var report = Pretrainer.Run(recipe, TinyWorld.Create(people: 6), Path.Combine(folder, "learnt"));
        var measure = report.Measures.Single(measure => measure.Name == "trained wording");
        measure.Count.ShouldBe(10);
        measure.Correct.ShouldBeGreaterThan(measure.Guessing!.Value + 2);
        report.Relations.Count.ShouldBe(2);
    }

    [Fact]
    public void Run_CheckpointOfAnotherRecipe_IsRefused()
    {
        Train("whole");
        var error = Should.Throw<InvalidDataException>(() => Pretrainer.Run(Recipe with { Seed = 2 }, TinyWorld.Create(), Path.Combine(folder, "whole")));
        error.Message.ShouldContain("another recipe");
    }

    private byte[] Train(string name, IProgress<PretrainProgress>? progress = null, CancellationToken cancel = default)
    {
        Pretrainer.Run(Recipe, TinyWorld.Create(), Path.Combine(folder, name), progress, cancel);
        return File.ReadAllBytes(Path.Combine(folder, name, "model.safetensors"));
    }

    private sealed class KilledException : Exception;

    private sealed class StopAt(int step, CancellationTokenSource cancel) : IProgress<PretrainProgress>
    {
        public void Report(PretrainProgress value)
        {
            if (value.Phase == "training" && value.Step == step)
                cancel.Cancel();
        }
    }

    private sealed class ThrowAt(int step, Exception exception) : IProgress<PretrainProgress>
    {
        public void Report(PretrainProgress value)
        {
            if (value.Phase == "training" && value.Step == step)
                throw exception;
        }
    }
}
