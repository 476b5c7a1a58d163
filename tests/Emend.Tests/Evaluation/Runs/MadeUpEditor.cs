using Emend.Editing;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>A method whose edit is given as a function of the requests.</summary>
internal sealed class MadeUpEditor(Func<IReadOnlyList<EditRequest>, IEnumerable<WeightDelta>> deltas) : IEditor
{
    public string Method => "made-up";

    /// <summary>Returns an edit that changes nothing.</summary>
    public static MadeUpEditor DoingNothing => new(_ => []);

    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(new Edit(new EditRecord { Method = Method, Requests = requests }, deltas(requests)));
    }

    /// <summary>Moves a weight by a rank-one change that depends on the requests and on the weight as it is.</summary>
    public static MadeUpEditor Nudging(LanguageModel model, float size = 0.05f) => new(requests =>
    {
        var place = model.Weights[WeightRole.MlpDown, 2];
        var seed = requests.Sum(request => request.Text.Sum(letter => (int)letter));
        var random = new Random(seed);
        var left = Enumerable.Range(0, place.Inputs).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        var right = model.Weight(place.Name).Rows(seed % place.Inputs, 1).ToFloat32().ToArray();
        return [WeightDelta.LowRank(place.Name, Tensor.From(left, [place.Inputs, 1]), Tensor.From(Array.ConvertAll(right, value => size * value), [1, place.Outputs]))];
    });
}
