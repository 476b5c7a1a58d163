using Emend.Editing;

namespace Emend.Tests.Models;

/// <summary>A small GPT-J that knows facts, trained once for all tests of a class: there is no such fixture in Golden/editing.</summary>
public sealed class TrainedGptJ : IDisposable
{
    private const int Person = 6;

    private readonly Lazy<SmallTrainedModel> trained = new(() => SmallTrainedModel.Of("gptj"));

    /// <summary>What it shall learn instead of what it knows.</summary>
    public static EditRequest Request { get; } = new(SmallWorld.Prompt, SmallWorld.Subjects[Person], SmallWorld.OtherLanguage(Person));

    /// <summary>Its folder.</summary>
    public string Folder => trained.Value.Folder;

    public void Dispose()
    {
        if (trained.IsValueCreated)
            trained.Value.Dispose();
    }
}
