using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Files;

/// <summary>Reads the tensors of an adapter as changes of a model's weights.</summary>
/// <param name="config">What the adapter says of itself.</param>
/// <param name="file">Its tensors.</param>
/// <param name="model">The model that it was trained beside.</param>
internal sealed class PeftReader(PeftConfig config, SafetensorsFile file, LanguageModel model)
{
    private const string BaseInfix = ".base_layer.";                 // a bias, or a table kept beside its adapter
    private const string BBiasSuffix = ".lora_B.bias";
    private const string MagnitudeSuffix = ".lora_magnitude_vector";

    private readonly Dictionary<string, WeightPlace> places = PeftAdapter.Matrices(model.Weights);

    /// <summary>The whole adapter as one edit.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown, or does not fit the model; the message names it.</exception>
    public Edit Read()
    {
        var names = file.Entries.Select(entry => entry.Name.StartsWith(PeftAdapter.NamePrefix, StringComparison.Ordinal)
            ? entry.Name[PeftAdapter.NamePrefix.Length..]
            : throw Unknown(entry.Name)).ToList();
        var record = new EditRecord { Method = "lora", Model = model.Name };
        var whole = new Edit(record, names.Where(name => !name.Contains(".lora_", StringComparison.Ordinal)).Select(Replacement).Where(delta => delta.Norm > 0));
        var modules = names.Where(name => name.EndsWith(PeftAdapter.ASuffix, StringComparison.Ordinal)).Select(name => name[..^PeftAdapter.ASuffix.Length]).ToList();
        var parts = modules.SelectMany(PartsOf).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Where(name => name.Contains(".lora_", StringComparison.Ordinal)))
        {
            if (!parts.Contains(name))
                throw Unknown(name);
        }

        var current = whole.Deltas.Count > 0 ? model.With(whole) : model;
        var adapters = new Edit(record, modules.SelectMany(module => Changes(module, current)));
        if (whole.Deltas.Count + adapters.Deltas.Count == 0)
            throw new InvalidDataException($"{file.Path} changes no weight: it is damaged.");
        return whole.Deltas.Count == 0 ? adapters : adapters.Deltas.Count == 0 ? whole : Edit.Merge([whole, adapters]);
    }

    private IEnumerable<string> PartsOf(string module)
    {
        if (!Has(module + PeftAdapter.BSuffix))
            throw new InvalidDataException($"{file.Path} has no lora_B for the module {Quoted.Text(module)}: it is damaged.");
        if (config.Dora && !Has(module + MagnitudeSuffix))
            throw new InvalidDataException($"{file.Path} has no lora_magnitude_vector for the module {Quoted.Text(module)}, though its configuration sets use_dora: it is damaged.");
        return config.Dora
            ? [module + PeftAdapter.ASuffix, module + PeftAdapter.BSuffix, module + BBiasSuffix, module + MagnitudeSuffix]
            : [module + PeftAdapter.ASuffix, module + PeftAdapter.BSuffix, module + BBiasSuffix];
    }

    /// <summary>A weight that is stored whole: a trained bias, or one of modules_to_save.</summary>
    private WeightDelta Replacement(string name)
    {
        var plain = name.Replace(BaseInfix, ".", StringComparison.Ordinal);
        var found = model.WeightNames.Contains(plain) ? plain : model.Weights.Prefix + plain;
        if (!model.WeightNames.Contains(found))
            throw new InvalidDataException($"{file.Path} holds {Quoted.Text(name)}, which is no weight of {model.Name} and no part of a LoRA adapter{(model.Architecture.IsHeadTied ? " (its head is its token embedding, and can not be trained apart)" : "")}: it can not be loaded as an edit.");
        if (model.Architecture.IsHeadTied && found == model.Weights[WeightRole.TokenEmbedding].Name)
            throw new InvalidDataException($"{file.Path} replaces {Quoted.Text(found)}, which is the head of {model.Name} too: PEFT changes it in one of the two places, which an edit can not.");
        var (value, original) = (Tensor(name), model.Weight(found).Detach().ToFloat32());
        if (value.Shape != original.Shape)
            throw new InvalidDataException($"{file.Path} replaces {Quoted.Text(found)} by a tensor of the shape {value.Shape}, but the model's has {original.Shape}: the adapter was made for another model or vocabulary.");
        return WeightDelta.Full(found, value.Subtract(original));
    }

    private IEnumerable<WeightDelta> Changes(string module, LanguageModel current)
    {
        var place = PeftAdapter.Place(places, model.Weights.Prefix, module + PeftAdapter.WeightSuffix) ?? throw new InvalidDataException(
            $"{file.Path} changes the module {Quoted.Text(module)}, which {model.Name} does not have: the adapter was made for another model.");
        var (a, b) = (Tensor(module + PeftAdapter.ASuffix), Tensor(module + PeftAdapter.BSuffix)); // [rank, inputs], [outputs, rank]
        if (a.Shape.Rank != 2 || b.Shape.Rank != 2 || a.Shape[0] != b.Shape[1] || a.Shape[1] != place.Inputs || b.Shape[0] != place.Outputs)
            throw new InvalidDataException($"{file.Path} changes the module {Quoted.Text(module)} by {b.Shape} · {a.Shape}, but it has {place.Inputs} inputs and {place.Outputs} outputs: the adapter was made for another model.");
        var scale = (float)config.Scale(module, a.Shape[0]);
        var scaled = b.Multiply(scale);
        yield return config.Dora
            ? Decomposed(module + MagnitudeSuffix, place, scaled.MatMul(a), current)
            : place.IsOutputByInput ? WeightDelta.LowRank(place.Name, scaled, a) : WeightDelta.LowRank(place.Name, a.Transpose(), scaled.Transpose());
        if (!Has(module + BBiasSuffix))
            yield break;
        var bias = Tensor(module + BBiasSuffix); // [outputs]
        if (place.BiasName is null || bias.Shape != model.Weight(place.BiasName).Shape)
            throw new InvalidDataException($"{file.Path} adds a bias of the shape {bias.Shape} to the module {Quoted.Text(module)}, which has no such bias in {model.Name}: it can not be loaded as an edit.");
        yield return WeightDelta.Full(place.BiasName, bias.Multiply(scale));
    }

    /// <summary>DoRA: the rows of W + scale · B·A, each of the length that was learnt (Liu et al. 2024, eq. 5).</summary>
    private WeightDelta Decomposed(string name, WeightPlace place, Tensor change, LanguageModel current)
    {
        var lengths = Tensor(name); // [outputs]
        if (lengths.Shape.Count != place.Outputs)
            throw new InvalidDataException($"{file.Path} holds {Quoted.Text(name)} of the shape {lengths.Shape}, but the module has {place.Outputs} outputs: the adapter was made for another model.");
        var stored = current.Weight(place.Name).Detach().ToFloat32();
        var original = place.IsOutputByInput ? stored : stored.Transpose();                       // [outputs, inputs]
        var direction = original.Add(change);
        var factors = lengths.Reshape([place.Outputs, 1]).Divide(direction.Square().SumColumns().Sqrt().Reshape([place.Outputs, 1]));
        var delta = direction.Multiply(factors).Subtract(original);
        return WeightDelta.Full(place.Name, place.IsOutputByInput ? delta : delta.Transpose());
    }

    private bool Has(string name) => file.Contains(PeftAdapter.NamePrefix + name);

    private Tensor Tensor(string name) => file.Tensor(PeftAdapter.NamePrefix + name).ToFloat32();

    private InvalidDataException Unknown(string name) =>
        new($"{file.Path} holds {Quoted.Text(name)}, which is no part of an adapter that is supported{(name.Contains("magnitude", StringComparison.Ordinal) ? ": its configuration does not set use_dora" : "")}.");
}
