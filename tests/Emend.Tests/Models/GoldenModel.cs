using System.Text.Json;
using Emend.Files;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Models;

/// <summary>A case of Golden/models: a checkpoint and what the reference implementation computes with it (see the README there).</summary>
internal sealed class GoldenModel
{
    public const float ValueTolerance = 1e-5f;
    public const float GradientTolerance = 5e-5f;

    private GoldenModel(string folder, LanguageModel model)
    {
        Folder = folder;
        Model = model;
        Values = SafetensorsFile.Open(Path.Combine(folder, "golden.safetensors"));
        Batch = Unpadded("input_ids", "attention_mask");
    }

    /// <summary>The cases of decoders that hold every site.</summary>
    public static TheoryData<string> Decoders => [.. DecoderNames];

    public static string[] DecoderNames =>
    [
        "gpt2", "gpt2_scaled", "gpt2_inner", "gpt_neo", "gptj", "gpt_neox", "gpt_neox_sequential", "opt", "opt_post_norm",
        "llama", "llama_gqa_rope3", "llama_linear", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text",
        "phi", "phi3", "phi3_longrope", "olmo2", "starcoder2",
    ];

    public string Folder { get; }

    public LanguageModel Model { get; }

    public SafetensorsFile Values { get; }

    public Batch Batch { get; }

    public JsonElement Facts => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "golden.json"))).RootElement;

    public static string FolderOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "models", name);

    public static GoldenModel Open(string name) => new(FolderOf(name), LanguageModel.Load(FolderOf(name)));

    public static bool HasLegacyConfig(string name) => File.Exists(Path.Combine(FolderOf(name), "config.legacy.json"));

    /// <summary>The case with the config that an older release would have written.</summary>
    public static GoldenModel OpenLegacy(string name)
    {
        using var copy = new TemporaryModel(FolderOf(name));
        File.Copy(Path.Combine(FolderOf(name), "config.legacy.json"), Path.Combine(copy.Folder, "config.json"), overwrite: true);
        return new GoldenModel(FolderOf(name), LanguageModel.Load(copy.Folder));
    }

    /// <summary>The real tokens of a padded batch.</summary>
    public Batch Unpadded(string ids, string mask)
    {
        var rows = Values.Entry(ids).Shape[0];
        var longest = Values.Entry(ids).Shape[1];
        var all = Values.Integers(ids);
        var real = Values.Integers(mask);
        return Batch.Of([.. Enumerable.Range(0, rows).Select(row => (IReadOnlyList<int>)
            [.. Enumerable.Range(row * longest, longest).Where(i => real[i] == 1).Select(i => (int)all[i])])]);
    }

    /// <summary>The ids of an unpadded row.</summary>
    public int[] Ids(string name) => [.. Values.Integers(name).Select(id => (int)id)];

    /// <summary>Compares a flat value [tokens, …] with a padded one [rows, longest, …] where tokens are real.</summary>
    public void ShouldHold(string name, Tensor actual, float tolerance = ValueTolerance)
    {
        var expected = Values.Tensor(name);
        var columns = expected.Shape.Count / (expected.Shape[0] * expected.Shape[1]);
        var difference = 0f;
        for (var row = 0; row < Batch.Rows; row++)
        {
            var want = expected.Values.Slice((int)(row * expected.Shape[1] * columns), (int)(Batch.Length(row) * columns));
            var got = actual.Values.Slice((int)(Batch.Start(row) * columns), (int)(Batch.Length(row) * columns));
            difference = Math.Max(difference, Largest(want, got));
        }

        ShouldBeSmall(difference, Largest(expected.Values, default), tolerance, name);
    }

    /// <summary>Compares patterns [tokens, heads, keys] with padded ones [rows, heads, queries, keys].</summary>
    public void ShouldHoldPattern(string name, Run run, Site site)
    {
        var expected = Values.Tensor(name);
        int heads = expected.Shape[1], longest = expected.Shape[2];
        var difference = 0f;
        for (var row = 0; row < Batch.Rows; row++)
        {
            var actual = run.Row(site, row);
            for (var query = 0; query < Batch.Length(row); query++)
            {
                for (var head = 0; head < heads; head++)
                {
                    var want = expected.Values.Slice((((((row * heads) + head) * longest) + query) * longest), Batch.Length(row));
                    var got = actual.Values.Slice((((query * heads) + head) * actual.Shape[2]), Batch.Length(row));
                    difference = Math.Max(difference, Largest(want, got));
                }
            }
        }

        ShouldBeSmall(difference, 1, ValueTolerance, name);
    }

    /// <summary>Compares a tensor with one of the same shape.</summary>
    public void ShouldEqual(string name, Tensor actual, float tolerance = ValueTolerance)
    {
        var expected = Values.Tensor(name);
        actual.Count.ShouldBe(expected.Count, name);
        ShouldBeSmall(Largest(expected.Values, actual.Values), Largest(expected.Values, default), tolerance, name);
    }

    /// <summary>The batch's logits of each row's last token [rows, vocabulary].</summary>
    public static Tensor LastLogits(LanguageModel model, Batch batch) => model.Forward(batch).Logits.GatherRows(batch.LastTokens);

    private static void ShouldBeSmall(float difference, float scale, float tolerance, string name) =>
        (difference <= tolerance * scale).ShouldBeTrue($"{name} differs by {difference:g3}, allowed are {tolerance * scale:g3}");

    private static float Largest(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var largest = 0f;
        for (var i = 0; i < left.Length; i++)
        {
            var difference = MathF.Abs(right.IsEmpty ? left[i] : left[i] - right[i]);
            if (!(difference <= largest))
                largest = difference; // not a number counts as a difference
        }

        return largest;
    }
}
