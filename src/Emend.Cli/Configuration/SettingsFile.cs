using System.Text.Json;

namespace Emend.Cli.Configuration;

/// <summary>An <c>emend.json</c>: the settings of a project (found upwards from the current folder) or of a user.</summary>
internal sealed class SettingsFile
{
    public const string FileName = "emend.json";

    private SettingsFile(string path, IReadOnlyDictionary<string, string> values)
    {
        Path = path;
        Values = values;
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>The project's file: the nearest one upwards from a folder.</summary>
    public static SettingsFile? OfProject(string folder, IReadOnlyCollection<string> known)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var path = System.IO.Path.Combine(at.FullName, FileName);
            if (File.Exists(path)) return Read(path, known);
        }
        return null;
    }

    /// <summary>The user's file, in the folder that the system has for configuration.</summary>
    public static SettingsFile? OfUser(Func<string, string?> variable, IReadOnlyCollection<string> known)
    {
        var path = UserPath(variable);
        return File.Exists(path) ? Read(path, known) : null;
    }

    public static string UserPath(Func<string, string?> variable)
    {
        var configuration = variable("XDG_CONFIG_HOME") is { Length: > 0 } given
            ? given
            : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return System.IO.Path.Combine(configuration, "emend", FileName);
    }

    private static SettingsFile Read(string path, IReadOnlyCollection<string> known)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new UsageException($"{path} is not a JSON object of settings.");
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!known.Contains(member.Name))
                    throw new UsageException($"{path} sets {member.Name}, which is no setting: {Nearest.Suggestion(member.Name, known)}");
                values[member.Name] = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString()!,
                    JsonValueKind.Number => member.Value.GetRawText(),
                    _ => throw new UsageException($"{path} sets {member.Name} to something that is neither a text nor a number."),
                };
            }
        }
        catch (JsonException error)
        {
            throw new UsageException($"{path} is not valid JSON: {error.Message}");
        }
        return new SettingsFile(path, values);
    }
}
