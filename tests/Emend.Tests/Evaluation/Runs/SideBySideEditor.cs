using System.Collections.Concurrent;
using Emend.Editing;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>A method whose edits depend a little on how many are computed side by side, as rounding does.</summary>
internal sealed class SideBySideEditor(LanguageModel model) : ISeparateEditor
{
    public string Method => "made-up";

    /// <summary>How many edits were computed together each time.</summary>
    public ConcurrentQueue<int> Groups { get; } = new();

    public Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default) =>
        MadeUpEditor.Nudging(model).EditAsync(requests, observer, cancel);

    public async Task<IReadOnlyList<SeparateEdit>> EditSeparatelyAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default)
    {
        Groups.Enqueue(requests.Count);
        var edits = new List<SeparateEdit>();
        foreach (var request in requests)
            edits.Add(new SeparateEdit(await MadeUpEditor.Nudging(model, 0.05f + (0.001f * requests.Count)).EditAsync([request], observer, cancel), null));
        return edits;
    }
}
