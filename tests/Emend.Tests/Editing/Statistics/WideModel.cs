using System.Text.Json.Nodes;
using Emend.Editing.Statistics;
using Emend.Files;
using Emend.Models;
using Emend.Models.Families;
using Emend.Tensors.LinearAlgebra;
using Emend.Tests.Files;
using Emend.Tests.Models;

namespace Emend.Tests.Editing.Statistics;

/// <summary>
/// A model whose keys are long enough for what is computed of their second moments to be kept in the cache, and a file where the cache
/// would make a folder for it, so that nothing can be.
/// </summary>
internal sealed class WideModel : IDisposable
{
    public const int Hidden = 1024;

    private readonly TemporaryFolder folder = new();
    private readonly LanguageModel model;

    public WideModel()
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(GoldenModel.FolderOf("gpt2"), ModelConfig.FileName)))!.AsObject();
        config["n_inner"] = Hidden;
        var facts = ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(config.ToJsonString()), "the config");
        var family = FamilyList.Of(facts);
        var (writer, random) = (new SafetensorsWriter(), new Random());
        foreach (var place in family.Map(facts, family.Read(facts)).All())
        {
            Add(place.Name, place.Shape);
            if (place.BiasName is { } bias)
                Add(bias, [place.Outputs]);
        }

        Directory.CreateDirectory(folder["model"]);
        File.WriteAllText(Path.Combine(folder["model"], ModelConfig.FileName), config.ToJsonString());
        writer.Save(Path.Combine(folder["model"], Checkpoint.SingleFile));
        model = LanguageModel.Load(folder["model"]);
        Cache = Path.GetDirectoryName(SecondMoments.CachePath(model, 0))!;
        Directory.CreateDirectory(Path.GetDirectoryName(Cache)!);
        File.WriteAllText(Cache, "");
        var moments = Matrix.Identity(Hidden);
        for (var i = 0; i < Hidden; i++)
            moments[i, i] = i < 10 ? 2 : 4;
        SecondMomentFile.Write(folder["moments"], new Dictionary<int, Matrix> { [0] = moments, [1] = moments }, 10, model.Hash);
        moments[0, 0] = 3;
        SecondMomentFile.Write(folder["other"], new Dictionary<int, Matrix> { [0] = moments }, 10, model.Hash);

        void Add(string name, Emend.Tensors.Shape shape) =>
            writer.Add(name, Emend.Tensors.Tensor.From([.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle())], shape));
    }

    /// <summary>Where the cache keeps what belongs to the model.</summary>
    public string Cache { get; }

    public SecondMoments Statistics(string moments = "moments") => new(model, folder[moments]);

    public void Dispose()
    {
        if (Directory.Exists(Cache))
            Directory.Delete(Cache, recursive: true);
        else
            File.Delete(Cache);
        folder.Dispose();
    }
}
