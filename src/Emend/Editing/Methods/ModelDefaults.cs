using System.Text.Json;

namespace Emend.Editing.Methods;

/// <summary>
/// Settings of editing methods that were found for one model and stand beside it in <c>editing.json</c>: for each method
/// the options that differ from the published ones.
/// </summary>
public static class ModelDefaults
{
    /// <summary>What the file is called.</summary>
    public const string FileName = "editing.json";

    /// <summary>Under this name stands what holds for every method in the file that has the option.</summary>
    public const string Every = "every";

    /// <summary>A method's settings for a model.</summary>
    /// <typeparam name="T">The method's record of settings.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="published">The settings that hold where the file says nothing.</param>
    /// <exception cref="InvalidDataException">The file is malformed; the message says where.</exception>
    public static T For<T>(LanguageModel model, string method, T published)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(model);
        var path = Path.Combine(model.Folder, FileName);
        if (!File.Exists(path))
            return published;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.TryGetProperty(method, out var options)
                ? OptionSet.With(published, [.. Shared(document.RootElement, published), .. Values(options)])
                : published;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is not a file of settings: {error.Message}", error);
        }
    }

    /// <summary>What stands under <see cref="Every"/> for the methods in the file: those of the options that the method has.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Shared(JsonElement root, object published) => root.TryGetProperty(Every, out var shared)
        ? Values(shared).Where(value => MethodOption.Of(published.GetType()).Any(option => option.Name == value.Key))
        : [];

    private static IEnumerable<KeyValuePair<string, string>> Values(JsonElement options) =>
        options.EnumerateObject().Select(option => KeyValuePair.Create(option.Name, Text(option.Value)));

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join(value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Number) ? ',' : '|', value.EnumerateArray().Select(item => item.ToString()))
        : value.ToString() switch { "True" => "true", "False" => "false", var text => text };
}
