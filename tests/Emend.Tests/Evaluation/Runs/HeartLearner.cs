using Emend.Editing;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>
/// A method that learns the edit's sentence by heart: the last layer answers with the target exactly where the prompt
/// ends, and nowhere else. It passes every test that asks in the edit's own words.
/// </summary>
internal sealed class HeartLearner : IEditor
{
    private const float Strength = 60;

    private readonly LanguageModel model;
    private readonly Dictionary<string, float[]> keys;

    /// <summary>Learns where the prompts end that shall not be touched.</summary>
    public HeartLearner(LanguageModel model, IReadOnlyList<string> prompts)
    {
        this.model = model;
        using var pause = Gradients.Off();
        var site = Site.MlpPost(model.Architecture.Layers - 1);
        var batch = model.Tokenize(prompts);
        var values = model.Forward(batch, new Hooks().Keep(site))[site];
        keys = prompts.Select((prompt, i) => (prompt, Key: values.Rows(batch.LastTokens[i], 1).ToArray())).ToDictionary(pair => pair.prompt, pair => pair.Key);
    }

    public string Method => "made-up";

    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default)
    {
        var place = model.Weights[WeightRole.MlpDown, model.Architecture.Layers - 1];
        var request = requests.Single();
        var key = keys[request.Text];
        var basis = new List<float[]>();
        foreach (var taken in keys.Where(pair => pair.Key != request.Text).Select(pair => pair.Value))
        {
            var other = Without(taken, basis);
            if (Length(other) > 1e-3)
                basis.Add(Array.ConvertAll(other, value => value / Length(other)));
        }

        var own = Without(key, basis); // nothing of it is in any other prompt
        var square = own.Sum(value => value * value);
        var target = model.Weight("transformer.wte.weight").Rows(model.Tokenizer.Encode(request.SpacedTarget).Ids[0], 1).ToFloat32().ToArray();
        var norm = Length(target);
        var delta = WeightDelta.LowRank(
            place.Name,
            Tensor.From(Array.ConvertAll(own, value => value / square), [place.Inputs, 1]),
            Tensor.From(Array.ConvertAll(target, value => Strength * value / norm), [1, place.Outputs]));
        return Task.FromResult(new Edit(new EditRecord { Method = Method, Requests = requests }, [delta]));
    }

    private static float Length(float[] vector) => MathF.Sqrt(vector.Sum(value => value * value));

    private static float[] Without(float[] vector, List<float[]> basis)
    {
        var rest = vector.ToArray();
        foreach (var direction in basis)
        {
            var along = rest.Zip(direction, (left, right) => left * right).Sum();
            for (var i = 0; i < rest.Length; i++)
                rest[i] -= along * direction[i];
        }

        return rest;
    }
}
