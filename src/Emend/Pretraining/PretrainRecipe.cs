using System.Text.Json;
using System.Text.Json.Nodes;

namespace Emend.Pretraining;

/// <summary>Everything that decides what pretraining makes: the same recipe on the same instruction set gives the same bytes.</summary>
public sealed record PretrainRecipe
{
    /// <summary>The folder of the world, relative to the recipe's own folder.</summary>
    public string World { get; init; } = ".";

    /// <summary>Where all random choices but the tokenizer's come from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of tokens in the vocabulary.</summary>
    public int Vocabulary { get; init; } = 4096;

    /// <summary>The number of epochs of text that the tokenizer is trained on.</summary>
    public int TokenizerEpochs { get; init; } = 3;

    /// <summary>Where the tokenizer's text comes from.</summary>
    public ulong TokenizerSeed { get; init; } = 11;

    /// <summary>The size of the model.</summary>
    public ModelShape Model { get; init; } = new();

    /// <summary>The rows of a batch; each has as many tokens as the model's context.</summary>
    public int Rows { get; init; } = 16;

    /// <summary>The parts of a batch that are computed on their own; their gradients are summed in a fixed order.</summary>
    public int Parts { get; init; } = 4;

    /// <summary>The number of steps.</summary>
    public int Steps { get; init; } = 6600;

    /// <summary>How weights follow gradients.</summary>
    public OptimizerRecipe Optimizer { get; init; } = new();

    /// <summary>How the text is made.</summary>
    public CorpusRecipe Corpus { get; init; } = new();

    /// <summary>What is held out.</summary>
    public SplitRecipe Splits { get; init; } = new();

    /// <summary>How often the model is evaluated, the end included.</summary>
    public int Evaluations { get; init; } = 4;

    /// <summary>The facts drawn for an evaluation before the end.</summary>
    public int EvaluationFacts { get; init; } = 240;

    /// <summary>A checkpoint is written after each so many steps.</summary>
    public int CheckpointEvery { get; init; } = 250;

    /// <summary>Reads a recipe; a field that it does not know is an error.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no recipe, or a value makes no sense.</exception>
    public static PretrainRecipe Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no recipe {path}.", path);
        try
        {
            // What the file leaves out keeps its default: the file is laid over a recipe that has every field.
            var all = JsonNode.Parse(new PretrainRecipe().ToJson())!.AsObject();
            Overlay(all, JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new InvalidDataException($"{path} is not a JSON object."));
            var recipe = all.Deserialize(PretrainJson.Default.PretrainRecipe)!;
            recipe.Check(path);
            return recipe;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is not a recipe: {error.Message}", error);
        }
    }

    /// <summary>Writes the recipe as JSON with every field.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PretrainJson.Default.PretrainRecipe);

    private static void Overlay(JsonObject target, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is JsonObject inner && target[name] is JsonObject deeper)
                Overlay(deeper, inner);
            else
                target[name] = value?.DeepClone();
        }
    }

    private void Check(string path)
    {
        Require(Vocabulary >= 257, $"vocabulary is {Vocabulary}, but 256 bytes and the end-of-text token need 257");
        Require(Model.Width > 0 && Model.Heads > 0 && Model.Width % Model.Heads == 0, $"the width {Model.Width} cannot be divided among {Model.Heads} heads");
        Require(Model.Layers > 0 && Model.Context > 1, "the model needs a layer and a context of two tokens");
        Require(Rows > 0 && Parts > 0 && Rows % Parts == 0, $"{Rows} rows cannot be divided into {Parts} equal parts");
        Require(Steps > 0 && CheckpointEvery > 0 && Evaluations > 0, "steps, checkpointEvery and evaluations must be at least 1");
        Require(Optimizer.WarmUp >= 1 && Optimizer.Rate > 0, "the optimizer needs a rate above 0 and at least one step of warm-up");

        Require(Optimizer.Horizon is not { } horizon || horizon >= (Optimizer.DecayFrom ?? Steps), "the optimizer's horizon ends before its cosine does");
        Require(Optimizer.DecayFrom is not { } from || (from >= Optimizer.WarmUp && from < Steps), "the optimizer's decay must begin after the warm-up and before the last step");

        void Require(bool condition, string problem)
        {
            if (!condition)
                throw new InvalidDataException($"{path}: {problem}.");
        }
    }
}
