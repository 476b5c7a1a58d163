using Emend.Text.Models;

namespace Emend.Text.Files;

/// <summary>The settings beside a tokenizer: <c>tokenizer_config.json</c> and, for what it leaves open, <c>special_tokens_map.json</c>.</summary>
internal sealed class TokenizerConfiguration
{
    private readonly JsonField? configuration;
    private readonly JsonField? specialTokens;

    private TokenizerConfiguration(JsonField? configuration, JsonField? specialTokens)
    {
        this.configuration = configuration;
        this.specialTokens = specialTokens;
    }

    /// <summary>The class the tokenizer had in the library it was made with, without the ending of the fast variant.</summary>
    public string? ClassName => configuration?.Text("tokenizer_class") is { } name
        ? name.EndsWith("Fast", StringComparison.Ordinal) && name != "PreTrainedTokenizerFast" ? name[..^4] : name
        : null;

    /// <summary>Reads the files that are there.</summary>
    public static TokenizerConfiguration Read(TokenizerFiles files) =>
        new(files.FindJson("tokenizer_config.json"), files.FindJson("special_tokens_map.json"));

    /// <summary>A truth value of the configuration.</summary>
    public bool Boolean(string name, bool fallback) => configuration?.Boolean(name, fallback) ?? fallback;

    /// <summary>The content of a special token such as <c>eos_token</c>.</summary>
    public string? TokenOf(string role) => Content(configuration?.Find(role)) ?? Content(specialTokens?.Find(role));

    /// <summary>Parts of a tokenizer with what the configuration adds to its file.</summary>
    public TokenizerParts Complete(TokenizerParts parts)
    {
        return parts with
        {
            CleanUpSpaces = Boolean("clean_up_tokenization_spaces", false) && parts.Model is UnigramModel or WordPieceModel or WordLevelModel,
            Special = new SpecialTokens
            {
                Beginning = IdOf("bos_token"),
                End = IdOf("eos_token"),
                Padding = IdOf("pad_token"),
                Unknown = IdOf("unk_token"),
                Separator = IdOf("sep_token"),
                Classification = IdOf("cls_token"),
                Mask = IdOf("mask_token"),
            },
        };

        int? IdOf(string role)
        {
            if (TokenOf(role) is not { } content)
                return null;
            if (parts.AddedTokens.FirstOrDefault(token => token.Content == content) is { } added)
                return added.Id;
            return parts.Model.Vocabulary.TryGetId(content, out int id) ? id : null;
        }
    }

    private static string? Content(JsonField? field) => field switch
    {
        null => null,
        { Element.ValueKind: System.Text.Json.JsonValueKind.Object } token => token["content"].Text(),
        { } text => text.Text(),
    };
}
