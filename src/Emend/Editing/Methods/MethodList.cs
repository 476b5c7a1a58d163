using Emend.Editing.AlphaEdit;
using Emend.Editing.Emmet;
using Emend.Editing.FineTuning;
using Emend.Editing.KnowledgeNeurons;
using Emend.Editing.LowRank;
using Emend.Editing.Memit;
using Emend.Editing.Pmet;
using Emend.Editing.Rome;
using Emend.Editing.UltraEdit;

namespace Emend.Editing.Methods;

/// <summary>The editing methods that Emend has.</summary>
public static class MethodList
{
    /// <summary>All methods, in the order in which they were published.</summary>
    public static IReadOnlyList<EditingMethod> All { get; } =
    [
        FineTuningMethods.Plain,
        FineTuningMethods.Constrained,
        FineTuningMethods.Masked,
        FineTuningMethods.Preserving,
        LowRankMethods.Lora,
        KnowledgeNeuronsMethods.KnowledgeNeurons,
        RomeMethods.Rome,
        RomeMethods.Averaged,
        RomeMethods.Prompt,
        MemitMethods.Memit,
        MemitMethods.Commonsense,
        PmetMethods.Pmet,
        EmmetMethods.Emmet,
        AlphaEditMethods.AlphaEdit,
        UltraEditMethods.UltraEdit,
    ];

    /// <summary>A method by its name.</summary>
    /// <exception cref="ArgumentException">There is no such method; the message lists all.</exception>
    public static EditingMethod Find(string name) => All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no method {name}: choose one of {string.Join(", ", All.Select(method => method.Name))}.");
}
