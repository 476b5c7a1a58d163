using Emend.Models;

namespace Emend.Editing.Methods;

/// <summary>The settings of a method that were published, each for a known model.</summary>
/// <typeparam name="T">The method's record of settings, or the part of it that was published.</typeparam>
/// <param name="all">The models and their settings.</param>
internal sealed class PublishedSettings<T>(params (KnownModel Model, T Settings)[] all)
    where T : class
{
    /// <summary>The settings for a model; null if none were published for it.</summary>
    public T? For(Architecture facts) => Array.Find(all, one => one.Model.Is(facts)).Settings;

    /// <summary>What the model is called that a model's settings were published for; null if none were.</summary>
    public string? NameOf(Architecture facts) => Array.Find(all, one => one.Model.Is(facts)).Model?.Name;
}
