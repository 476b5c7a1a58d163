using System.Text.Json;
using Emend.Editing;

namespace Emend.Evaluation.Runs;

/// <summary>A method that is set up for a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">Its settings, as records keep them.</param>
/// <param name="For">Sets the editor up for a state of the model and for what the edits in it, oldest first, carry.</param>
public sealed record RunMethod(string Name, IReadOnlyDictionary<string, JsonElement> Options, Func<LanguageModel, IReadOnlyList<Edit>, IEditor> For);
