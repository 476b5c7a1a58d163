using System.Security.Cryptography;
using System.Text.Json;
using Emend.Editing;
using Emend.Editing.Methods;
using Emend.Editing.Statistics;
using Emend.Editing.Values;

namespace Emend.Cli.Editing;

/// <summary>The method that an order asks for, with its settings: the method's defaults for the model, then the file, then <c>--set</c>.</summary>
internal sealed class MethodSetup
{
    private readonly List<KeyValuePair<string, string>> settings;
    private readonly ContextTemplates? templates;
    private readonly string? statisticsFile;
    private readonly int seed;

    /// <summary>Reads what can be read without a model, so that wrong usage is found at once.</summary>
    public MethodSetup(Invocation invocation, EditOrder order)
    {
        var file = ReadFile(invocation, order);
        if (order.Method is not null && file?.Method is { } other && !other.Equals(order.Method, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--method is {order.Method}, but {order.HyperParameterFile} is for {other}: leave one of them out.");
        try
        {
            Method = MethodList.Find(order.Method ?? file?.Method ?? invocation.Settings["method"].Value!);
            settings = [.. file?.Options ?? [], .. order.Settings.Select(Setting), .. KeepGoing(order)];
            OptionSet.With(Method.GeneralDefaults, settings); // names and kinds of values
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new UsageException(error.Message);
        }

        templates = order.TemplatesFile is null ? null : ReadTemplates(invocation.FullPath(order.TemplatesFile));
        statisticsFile = order.StatisticsFile is null ? null : Existing(invocation.FullPath(order.StatisticsFile));
        seed = invocation.Seed;
        if (file is { WithoutEffect.Count: > 0 } && invocation.Terminal.Verbose)
            invocation.Terminal.Note($"{order.HyperParameterFile}: {string.Join(", ", file.WithoutEffect)} mean nothing here.");
    }

    public EditingMethod Method { get; }

    /// <summary>The second moments that the method was prepared with; null before.</summary>
    public SecondMoments? Statistics { get; private set; }

    /// <summary>What had to be done to the second moments, a sentence each.</summary>
    public IEnumerable<string> Warnings => Statistics?.Warnings ?? [];

    /// <summary>The record with what was given to the method, so that it can be run again.</summary>
    public EditRecord Note(EditRecord record) => record with
    {
        Seed = seed,
        Templates = templates?.Texts,
        Statistics = statisticsFile is null ? null : HashOf(statisticsFile),
    };

    /// <summary>The SHA-256 of a file, in lower-case hexadecimal digits.</summary>
    public static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Refuses a method that cannot edit a model, before anything is asked or computed.</summary>
    /// <exception cref="UsageException">It cannot; the message says which can.</exception>
    public void RequireEdits(LanguageModel model)
    {
        if (model.HasEncoder && !Method.EditsEncoderDecoders)
            throw new UsageException($"{Method.Name} does not edit {model.Name}, whose prompts an encoder reads: choose one of {string.Join(", ", MethodList.All.Where(method => method.EditsEncoderDecoders).Select(method => method.Name))}.");
    }

    /// <summary>Prepares the method: templates, second moments.</summary>
    /// <param name="original">The unedited model, whose second moments are used.</param>
    /// <param name="current">The model to be edited.</param>
    /// <param name="earlier">The edits between the two, oldest first.</param>
    public IEditor Prepare(LanguageModel original, LanguageModel current, IReadOnlyList<Edit> earlier)
    {
        var options = OptionSet.With(Method.Defaults(current), settings);
        Statistics = new SecondMoments(original, statisticsFile);
        var inputs = new MethodInputs { Templates = templates, Statistics = Statistics, Earlier = earlier, Seed = seed };
        return Method.Create(current, options, Method.Prepare(current, options, inputs));
    }

    /// <summary>Prepares the method once, for states of a model that follow each other.</summary>
    /// <param name="original">The unedited model, whose templates and second moments are used for all.</param>
    /// <param name="options">The settings.</param>
    public Func<LanguageModel, IReadOnlyList<Edit>, IEditor> PrepareOnce(LanguageModel original, out object options)
    {
        RequireEdits(original);
        var settled = OptionSet.With(Method.Defaults(original), settings);
        var inputs = Method.Prepare(original, settled, new MethodInputs { Templates = templates, Statistics = new SecondMoments(original, statisticsFile), Seed = seed });
        options = settled;
        return (state, earlier) => Method.Create(state, settled, inputs with { Earlier = earlier });
    }

    private static HyperParameters? ReadFile(Invocation invocation, EditOrder order)
    {
        if (order.HyperParameterFile is not { } path)
            return null;
        try
        {
            return HyperParameterFile.Read(invocation.FullPath(path), MethodList.Find(order.Method ?? invocation.Settings["method"].Value!));
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> KeepGoing(EditOrder order)
    {
        if (!order.KeepGoing)
            return [];
        return Method.Options.Any(option => option.Name == "keepGoing")
            ? [new("keepGoing", "true")]
            : throw new UsageException($"{Method.Name} cannot go on without a fact: leave out --keep-going, or choose one of {string.Join(", ", MethodList.All.Where(method => method.Options.Any(option => option.Name == "keepGoing")).Select(method => method.Name))}.");
    }

    private static KeyValuePair<string, string> Setting(string text)
    {
        var place = text.IndexOf('=', StringComparison.Ordinal);
        return place > 0
            ? new(text[..place].Trim(), text[(place + 1)..].Trim())
            : throw new FormatException($"--set {text} is not of the form NAME=VALUE, as in --set layer=2.");
    }

    private static string Existing(string path) => File.Exists(path) ? path : throw new FileNotFoundException($"There is no statistics file {path}.");

    private static ContextTemplates ReadTemplates(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return new ContextTemplates([.. Texts(document.RootElement)]).Checked();
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw new FormatException($"{path} is not a JSON array of context templates: {error.Message}", error);
        }
    }

    /// <summary>The texts of an array; MEMIT's form has arrays in it.</summary>
    private static IEnumerable<string> Texts(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Texts) : [element.GetString()!];
}
