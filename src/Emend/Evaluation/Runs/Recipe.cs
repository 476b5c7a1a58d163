using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Emend.Editing.Methods;
using Emend.Evaluation.Reports;

namespace Emend.Evaluation.Runs;

/// <summary>An experiment of the literature as a file: which methods run on which data by which protocol, and what was published.</summary>
public sealed record Recipe
{
    // lists that a file leaves out come as null from the generated reader
    private static readonly RecipeJson Form = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The experiment.</summary>
    public required string Title { get; init; }

    /// <summary>What it repeats, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The paper and its table.</summary>
    public required string Source { get; init; }

    /// <summary>The data set; null where the recipe traces.</summary>
    public string? Dataset { get; init; }

    /// <summary>The data set's variant.</summary>
    public string? Variant { get; init; }

    /// <summary>The data set that is run where no file of the published one is given and none ships with Emend.</summary>
    public string? StandIn { get; init; }

    /// <summary>How edits and questions follow each other.</summary>
    public RunProtocol Protocol { get; init; }

    /// <summary>How many cases are edited at once; every number is a run of its own.</summary>
    public IReadOnlyList<int> Batches { get; init => field = value ?? [1]; } = [1];

    /// <summary>How many cases are run.</summary>
    public int? Limit { get; init; }

    /// <summary>After how many cases of a sequence all earlier ones are asked again.</summary>
    public IReadOnlyList<int> Checkpoints { get; init => field = value ?? []; } = [];

    /// <summary>What is measured beside the questions of the data set; null for what the protocol makes cheap.</summary>
    public RunMeasures? Measures { get; init; }

    /// <summary>Whether questions that another edit contradicts are left out.</summary>
    public bool Audit { get; init; }

    /// <summary>The methods.</summary>
    public IReadOnlyList<RecipeMethod> Methods { get; init => field = value ?? []; } = [];

    /// <summary>What <c>emend trace</c> is called with instead; empty for a run of methods.</summary>
    public IReadOnlyList<string> Trace { get; init => field = value ?? []; } = [];

    /// <summary>What a reader must know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init => field = value ?? []; } = [];

    /// <summary>The published figures.</summary>
    public IReadOnlyList<PublishedFigure> Published { get; init => field = value ?? []; } = [];

    /// <summary>The methods that Emend has.</summary>
    [JsonIgnore]
    public IReadOnlyList<RecipeMethod> Known => [.. Methods.Where(IsKnown)];

    /// <summary>The names of the methods that Emend does not have.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Missing => [.. Methods.Where(method => !IsKnown(method)).Select(method => method.Name)];

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FormatException">It is no recipe; the message says where.</exception>
    public static Recipe Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no recipe {path}: the ones that ship with Emend are in the folder recipes.", path);
        try
        {
            var recipe = JsonSerializer.Deserialize(File.ReadAllBytes(path), Form.Recipe) ?? throw new FormatException($"{path} holds null.");
            return recipe switch
            {
                { Trace.Count: > 0, Methods.Count: > 0 } => throw new FormatException($"{path} both traces and edits: make two recipes of it."),
                { Trace.Count: 0, Methods.Count: 0 } => throw new FormatException($"{path} names no methods."),
                { Trace.Count: 0, Dataset: null } => throw new FormatException($"{path} names no dataset."),
                _ when recipe.Batches.Any(batch => batch < 1) || recipe.Batches.Count == 0 => throw new FormatException($"{path} has a batch of less than one case."),
                _ => recipe,
            };
        }
        catch (JsonException error)
        {
            throw new FormatException($"{path} is no recipe: {error.Message}", error);
        }
    }

    private static bool IsKnown(RecipeMethod method) => MethodList.All.Any(known => known.Name.Equals(method.Name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A method of a recipe.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Set">Its settings where they are not the model's defaults, as <c>name=value</c>.</param>
public sealed record RecipeMethod(string Name, IReadOnlyList<string>? Set = null);

/// <summary>The form of a recipe.</summary>
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeJson : JsonSerializerContext;
