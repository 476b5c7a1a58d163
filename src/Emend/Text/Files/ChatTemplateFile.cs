using System.Text;
using System.Text.Json;
using Emend.Text.Chat;

namespace Emend.Text.Files;

/// <summary>Finds the chat template among a tokenizer's files.</summary>
internal static class ChatTemplateFile
{
    private const string DefaultName = "default";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The template of <c>chat_template.jinja</c>, else of <c>tokenizer_config.json</c>, else of <c>chat_template.json</c>; null where there is none.</summary>
    public static Lazy<ChatTemplate>? Find(TokenizerFiles files, TokenizerConfiguration configuration)
    {
        if (Source(files, configuration) is not { } source)
            return null;
        var tokens = configuration.SpecialTokens();
        return new Lazy<ChatTemplate>(() => ChatTemplate.Parse(source, tokens), LazyThreadSafetyMode.PublicationOnly);
    }

    private static string? Source(TokenizerFiles files, TokenizerConfiguration configuration)
    {
        if (files.Find("chat_template.jinja") is { } bytes)
        {
            try
            {
                return Utf8.GetString(bytes);
            }
            catch (DecoderFallbackException error)
            {
                throw new TokenizerFormatException("chat_template.jinja: the file is not UTF-8 text.", error);
            }
        }

        var field = configuration.Find("chat_template") ?? files.FindJson("chat_template.json")?.Find("chat_template");
        if (field is not { Element.ValueKind: JsonValueKind.Array } list)
            return field?.Text();

        // several templates by name: one is for tools, another for retrieval
        return list.Items().FirstOrDefault(item => item["name"].Text() == DefaultName) is { File: not null } item ? item["template"].Text() : null;
    }
}
