using System.Text.Json;

namespace Emend.Text.Chat;

/// <summary>
/// How a model wants a conversation written: the template of its tokenizer, in the part of the Jinja language that chat
/// templates use. What it does not know it refuses by name; no template can run endlessly, fill the memory or reach
/// anything but its own variables.
/// </summary>
/// <example><code>
/// string prompt = model.Tokenizer.ApplyChatTemplate([new("user", "Where was Danielle Darrieux born?")]);
/// </code></example>
public sealed class ChatTemplate
{
    private const int LongestSource = 1 << 20;

    private readonly IReadOnlyList<TemplateStatement> statements;
    private readonly IReadOnlyDictionary<string, object?> tokens;
    private readonly TimeProvider clock;

    private ChatTemplate(string source, IReadOnlyList<TemplateStatement> statements, IReadOnlyDictionary<string, object?> tokens, TimeProvider clock)
    {
        Source = source;
        this.statements = statements;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// <summary>The template's text.</summary>
    public string Source { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="tokens">The special tokens that it may name, such as <c>bos_token</c>.</param>
    /// <param name="clock">What tells the time to templates that state the date; the system's clock if not given.</param>
    /// <exception cref="ChatTemplateException">The template is not sound, or uses what is not supported; the message says what and where.</exception>
    public static ChatTemplate Parse(string source, IReadOnlyDictionary<string, string>? tokens = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length > LongestSource)
            throw new ChatTemplateException($"The chat template has {source.Length} characters, more than any real one.");
        var variables = (tokens ?? new Dictionary<string, string>()).ToDictionary(pair => pair.Key, pair => (object?)pair.Value, StringComparer.Ordinal);
        return new ChatTemplate(source, TemplateParser.Parse(source), variables, clock ?? TimeProvider.System);
    }

    /// <summary>The text of a conversation.</summary>
    /// <param name="messages">The messages, in their order.</param>
    /// <param name="addGenerationPrompt">Whether to end with what begins the assistant's answer.</param>
    /// <exception cref="ChatTemplateException">The template refuses the conversation, or asks for what is not there.</exception>
    public string Render(IEnumerable<ChatMessage> messages, bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var list = new List<object?>();
        foreach (var (role, content) in messages)
        {
            var message = new TemplateDictionary();
            message.Set("role", role);
            message.Set("content", content);
            list.Add(message);
        }

        return Render(list, addGenerationPrompt, []);
    }

    /// <summary>The text of a conversation with everything that templates may read of it: tool calls, names, parts.</summary>
    /// <param name="messages">A JSON array of objects.</param>
    /// <param name="addGenerationPrompt">Whether to end with what begins the assistant's answer.</param>
    /// <param name="variables">Further variables, such as <c>tools</c> or <c>enable_thinking</c>; a JSON object.</param>
    /// <exception cref="ChatTemplateException">The template refuses the conversation, or asks for what is not there.</exception>
    public string Render(JsonElement messages, bool addGenerationPrompt = true, JsonElement? variables = null)
    {
        if (messages.ValueKind != JsonValueKind.Array)
            throw new ChatTemplateException("A conversation is a JSON array of messages.");
        if (variables is { ValueKind: not JsonValueKind.Object })
            throw new ChatTemplateException("The variables of a chat template are a JSON object.");
        var more = variables?.EnumerateObject().Select(property => new KeyValuePair<string, object?>(property.Name, TemplateJson.Read(property.Value)));
        return Render((List<object?>)TemplateJson.Read(messages)!, addGenerationPrompt, more ?? []);
    }

    private string Render(List<object?> messages, bool addGenerationPrompt, IEnumerable<KeyValuePair<string, object?>> more) => TemplateRenderer.Render(
        statements,
        [.. tokens, new("messages", messages), new("tools", null), new("documents", null), new("add_generation_prompt", addGenerationPrompt), .. more],
        clock);
}
