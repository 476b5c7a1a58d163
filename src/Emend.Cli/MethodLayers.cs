using System.Text.Json;
using Emend.Cli.Output;
using Emend.Editing.Methods;
using Emend.Models;

namespace Emend.Cli;

/// <summary>Which methods edit a model, and which layers by default.</summary>
internal static class MethodLayers
{
    /// <summary>The methods that work on a model, in the order of the list of methods.</summary>
    public static IReadOnlyList<ModelShowReport.Editing> Of(LanguageModel model)
    {
        var own = OwnSettings(model);
        return [.. MethodList.All.Where(method => !model.HasEncoder || method.EditsEncoderDecoders).Select(method => Describe(method, model, own))];
    }

    /// <summary>Where a method's defaults for a model come from.</summary>
    public static string SourceOf(EditingMethod method, LanguageModel model) => SourceOf(method, model.Architecture, OwnSettings(model));

    private static ModelShowReport.Editing Describe(EditingMethod method, LanguageModel model, HashSet<string> own) =>
        new(method.Name, LayersOf(method.Defaults(model)), SourceOf(method, model.Architecture, own));

    /// <summary>The same for a model of some facts, of which some methods' settings stand beside it; variants of a method, such as r-rome, take its settings.</summary>
    internal static string SourceOf(EditingMethod method, Architecture facts, IReadOnlySet<string> own) =>
        own.Any(name => method.Name == name || method.Name.EndsWith("-" + name, StringComparison.Ordinal)) ? $"{ModelDefaults.FileName} beside the model"
        : method.PublishedFor(facts) is { } known ? $"published for {known}"
        : "the method's rule for models without published settings";

    /// <summary>The setting that says which layers: <c>Layer</c> of methods that edit one, <c>Layers</c> of those that edit several.</summary>
    private static IReadOnlyList<int> LayersOf(object settings) =>
        settings.GetType().GetProperty("Layers")?.GetValue(settings) is IReadOnlyList<int> layers ? layers
        : settings.GetType().GetProperty("Layer")?.GetValue(settings) is int layer ? [layer]
        : [];

    private static HashSet<string> OwnSettings(LanguageModel model)
    {
        var path = Path.Combine(model.Folder, ModelDefaults.FileName);
        if (!File.Exists(path)) return [];
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.EnumerateObject().Select(method => method.Name)];
    }
}
