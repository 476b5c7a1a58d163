using System.Text.Json;
using Emend.Files;

namespace Emend.Models;

/// <summary>
/// What the folder of a sentence encoder says of the steps behind the model: <c>modules.json</c> and the file of its pooling, in the
/// layout of the sentence-transformers library.
/// </summary>
internal static class SentenceModules
{
    private const string FileName = "modules.json";
    private const string ModePrefix = "pooling_mode_";

    /// <summary>How a model's states are pooled; the mean where its folder says nothing.</summary>
    /// <param name="folder">The model's folder, which may be a module's within the encoder's.</param>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="NotSupportedException">A module or mode is unknown; the message names it.</exception>
    public static SentencePooling PoolingOf(string folder)
    {
        string[] places = [folder, Path.GetDirectoryName(Path.GetFullPath(folder)) ?? folder];
        if (Array.Find(places, place => File.Exists(Path.Combine(place, FileName))) is not { } root)
            return SentencePooling.Mean;
        var path = Path.Combine(root, FileName);
        var modules = Read(path, json => json.EnumerateArray().Select(module => (Type: module.GetProperty("type").GetString()!.Split('.')[^1], Path: module.GetProperty("path").GetString()!)).ToList());
        if (root != folder && !modules.Exists(module => module.Type == "Transformer" && module.Path == Path.GetFileName(folder)))
            return SentencePooling.Mean; // the parent's file is of something else
        if (modules.Find(module => module.Type is not ("Transformer" or "Pooling" or "Normalize")) is { Type: { } unknown })
            throw new NotSupportedException($"{path} asks for the module {Quoted.Text(unknown)}, which is not supported: only Transformer, Pooling and Normalize are.");
        return modules.Find(module => module.Type == "Pooling") is { Path: { } pooling } ? ModeOf(Path.Combine(root, pooling, ModelConfig.FileName)) : SentencePooling.Mean;
    }

    private static SentencePooling ModeOf(string path)
    {
        var modes = Read(path, json => json.EnumerateObject()
            .Where(field => field.Name.StartsWith(ModePrefix, StringComparison.Ordinal) && field.Value.ValueKind == JsonValueKind.True).Select(field => field.Name[ModePrefix.Length..])
            .Concat(json.TryGetProperty("pooling_mode", out var mode) ? [mode.GetString()!] : []).ToList());
        return modes switch
        {
            ["mean_tokens" or "mean"] or [] => SentencePooling.Mean,
            ["cls_token" or "cls"] => SentencePooling.First,
            _ => throw new NotSupportedException($"{path} asks for the pooling {Quoted.List(modes)}, which is not supported: only the mean of all tokens or the first token's state are."),
        };
    }

    private static T Read<T>(string path, Func<JsonElement, T> select)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return select(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{path} does not describe a sentence encoder ({Quoted.Reason(error)}).", error);
        }
    }
}
