using Emend.Files;
using Emend.Tensors;

namespace Emend.Pretraining;

/// <summary>Everything that training needs to go on as if it had never stopped, in one file that is written atomically.</summary>
internal sealed record PretrainCheckpoint(int Step, TrainingPosition Position, double LossSum, int LossCount)
{
    /// <summary>The name of the file within the output folder.</summary>
    public const string FileName = "checkpoint.safetensors";

    private const string RecipeKey = "recipe";

    /// <summary>Writes the checkpoint.</summary>
    public void Save(string folder, PretrainRecipe recipe, AdamW optimizer)
    {
        Shape flat = [optimizer.Weights.Length];
        var random = Position.RandomAtEpoch;
        ReadOnlySpan<long> words =
        [
            Step, Position.Epoch, Position.NextRow, LossCount, BitConverter.DoubleToInt64Bits(Position.ProgressAtEpoch), BitConverter.DoubleToInt64Bits(LossSum),
            (long)random.A, (long)random.B, (long)random.C, (long)random.D,
        ];
        new SafetensorsWriter(new Dictionary<string, string> { [RecipeKey] = recipe.ToJson() })
            .Add("state", words, [words.Length])
            .Add("weights", Tensor.From(optimizer.Weights, flat))
            .Add("first_moments", Tensor.From(optimizer.First, flat))
            .Add("second_moments", Tensor.From(optimizer.Second, flat))
            .Save(Path.Combine(folder, FileName));
    }

    /// <summary>Reads the checkpoint of a folder into the optimizer, or returns null when there is none.</summary>
    /// <exception cref="InvalidDataException">The checkpoint belongs to another recipe.</exception>
    public static PretrainCheckpoint? Load(string folder, PretrainRecipe recipe, AdamW optimizer)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault(RecipeKey) != recipe.ToJson())
            throw new InvalidDataException($"{path} was written by another recipe: remove it to start again, or choose another output folder.");
        file.Tensor("weights").Values.CopyTo(optimizer.Weights);
        file.Tensor("first_moments").Values.CopyTo(optimizer.First);
        file.Tensor("second_moments").Values.CopyTo(optimizer.Second);
        var words = file.Integers("state");
        var position = new TrainingPosition(
            ((ulong)words[6], (ulong)words[7], (ulong)words[8], (ulong)words[9]),
            (int)words[1],
            BitConverter.Int64BitsToDouble(words[4]),
            (int)words[2]);
        return new PretrainCheckpoint((int)words[0], position, BitConverter.Int64BitsToDouble(words[5]), (int)words[3]);
    }
}
