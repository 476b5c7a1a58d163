using System.Globalization;
using System.Text.Json;
using Emend.Models;

namespace Emend.Editing.Training;

/// <summary>A weight of a block that a method changes, and what it does there.</summary>
/// <param name="Role">What it does.</param>
/// <param name="Layer">The block.</param>
/// <param name="Place">Where it is kept.</param>
internal sealed record TargetModule(WeightRole Role, int Layer, WeightPlace Place)
{
    private const string WeightSuffix = ".weight";

    private static readonly WeightRole[] Blocks = [.. Enum.GetValues<WeightRole>().Where(role => role is >= WeightRole.AttentionNorm and <= WeightRole.MlpDown)];

    /// <summary>The module's name in the checkpoint, for example <c>transformer.h.17.mlp.c_proj</c>.</summary>
    public string Name => NameOf(Place);

    /// <summary>
    /// The weights that names stand for: a role (<c>mlp-down</c>), a module as the checkpoint calls it or the end of its name
    /// (<c>c_proj</c>, as PEFT matches), with <c>{}</c> or a number for the layer, or a part of a block (<c>attention</c>, <c>mlp</c>, <c>block</c>).
    /// Behind an <c>@</c> a name can have layers of its own: <c>mlp-gate@11-15</c>.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="names">The names.</param>
    /// <param name="layers">The layers to look in; empty for all.</param>
    /// <exception cref="ArgumentException">A layer does not exist, or a name matches nothing there.</exception>
    public static IReadOnlyList<TargetModule> Find(LanguageModel model, IReadOnlyList<string> names, IReadOnlyList<int> layers)
    {
        var count = model.Architecture.Layers;
        if (layers.Where(layer => layer < 0 || layer >= count).Cast<int?>().FirstOrDefault() is { } missing)
            throw new ArgumentException($"Layer {missing} does not exist: {model.Name} has layers 0 to {count - 1}.", nameof(layers));
        var all = (layers.Count == 0 ? Enumerable.Range(0, count) : layers.Distinct().Order())
            .SelectMany(layer => Blocks.Where(model.Weights.Has).Select(role => new TargetModule(role, layer, model.Weights[role, layer]))).ToList();
        foreach (var name in names)
        {
            if (!all.Any(module => module.IsMeantBy(name)))
                throw new ArgumentException($"The module {name} matches no weight of {model.Name} in these layers: there are {string.Join(", ", all.Select(module => Kebab(module.Role)).Distinct())}.", nameof(names));
        }

        return [.. all.Where(module => names.Any(module.IsMeantBy))];
    }

    private static string NameOf(WeightPlace place) =>
        place.Name.EndsWith(WeightSuffix, StringComparison.Ordinal) ? place.Name[..^WeightSuffix.Length] : place.Name;

    private static string Kebab(WeightRole role) => JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());

    private bool IsMeantBy(string asked)
    {
        var parts = asked.Split('@', 2);
        if (parts.Length == 2 && !IsIn(parts[1]))
            return false;
        var text = parts[0];
        var name = text.Replace("{}", Layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (name.EndsWith(WeightSuffix, StringComparison.Ordinal))
            name = name[..^WeightSuffix.Length];
        return name switch
        {
            "block" => true,
            "mlp" => Role is WeightRole.MlpGateUp or WeightRole.MlpGate or WeightRole.MlpUp or WeightRole.MlpDown,
            "attention" => Role is WeightRole.QueryKeyValue or WeightRole.Query or WeightRole.Key or WeightRole.Value or WeightRole.AttentionOutput,
            _ => name == Kebab(Role) || name == Name || Name.EndsWith("." + name, StringComparison.Ordinal)
                || (text.Contains("{}", StringComparison.Ordinal) && Name.StartsWith(name + ".", StringComparison.Ordinal)),
        };
    }

    private bool IsIn(string range)
    {
        var ends = range.Split('-', 2);
        return int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && Layer >= first && Layer <= last;
    }
}
