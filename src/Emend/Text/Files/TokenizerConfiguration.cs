using System.Text.Json;
using Emend.Text.Models;

namespace Emend.Text.Files;

/// <summary>
/// The settings beside a tokenizer: <c>tokenizer_config.json</c> and, for what it leaves open, <c>special_tokens_map.json</c>
/// and <c>added_tokens.json</c>.
/// </summary>
internal sealed class TokenizerConfiguration
{
    private static readonly string[] Roles =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly JsonField? configuration;
    private readonly JsonField? specialTokens;
    private readonly JsonField? addedTokens;

    private TokenizerConfiguration(TokenizerFiles files)
    {
        configuration = files.FindJson("tokenizer_config.json");
        specialTokens = files.FindJson("special_tokens_map.json");
        addedTokens = files.FindJson("added_tokens.json");
    }

    /// <summary>The class the tokenizer had in the library it was made with, without the ending of the fast variant.</summary>
    public string? ClassName => configuration?.Text("tokenizer_class") is { } name
        ? name.EndsWith("Fast", StringComparison.Ordinal) && name != "PreTrainedTokenizerFast" ? name[..^4] : name
        : null;

    /// <summary>Reads the files that are there.</summary>
    public static TokenizerConfiguration Read(TokenizerFiles files) => new(files);

    /// <summary>A truth value of the configuration.</summary>
    public bool Boolean(string name, bool fallback) => configuration?.Boolean(name, fallback) ?? fallback;

    /// <summary>A field of the configuration; null where it is absent or null.</summary>
    public JsonField? Find(string name) => configuration?.Find(name);

    /// <summary>The contents of all special tokens that are named, by their roles.</summary>
    public Dictionary<string, string> SpecialTokens() => Roles.Select(role => (role, Content: TokenOf(role)))
        .Where(token => token.Content is not null).ToDictionary(token => token.role, token => token.Content!, StringComparer.Ordinal);

    /// <summary>The content of a special token such as <c>eos_token</c>.</summary>
    public string? TokenOf(string role) => FieldOf(role) is { } field ? Content(field) : null;

    /// <summary>The added tokens of the older layouts, where no <c>tokenizer.json</c> lists them.</summary>
    public IReadOnlyList<AddedToken> AddedTokens(Vocabulary vocabulary)
    {
        var tokens = new Dictionary<string, AddedToken>();
        foreach (var (id, token) in configuration?.Find("added_tokens_decoder")?.Fields() ?? [])
        {
            int number = int.TryParse(id, out int value) && value >= 0 ? value : throw token.Error("has a name that is no id");
            tokens.TryAdd(token["content"].Text(), ReadFlags(token, new AddedToken(number, token["content"].Text())));
        }
        foreach (var (content, id) in addedTokens?.Fields() ?? [])
            tokens.TryAdd(content, new AddedToken(id.Count(), content));
        foreach (string role in Roles)
            if (FieldOf(role) is { } field)
                Add(field, role, tokens, vocabulary);
        foreach (var field in specialTokens?.Find("additional_special_tokens")?.Items() ?? [])
            Add(field, role: null, tokens, vocabulary);
        return [.. tokens.Values];
    }

    /// <summary>Parts of a tokenizer with what the configuration adds to its file.</summary>
    public TokenizerParts Complete(TokenizerParts parts)
    {
        return parts with
        {
            CleanUpSpaces = Boolean("clean_up_tokenization_spaces", false)
                && parts.Model is UnigramModel or WordPieceModel or WordLevelModel,
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

    // A mask takes the space before it; other special tokens take nothing unless they say so.
    private static void Add(JsonField field, string? role, Dictionary<string, AddedToken> tokens, Vocabulary vocabulary)
    {
        string content = Content(field);
        if (tokens.TryGetValue(content, out var known))
        {
            tokens[content] = known with { IsSpecial = true };
            return;
        }
        int id = vocabulary.TryGetId(content, out int found)
            ? found
            : Math.Max(vocabulary.IdLimit, tokens.Values.Select(token => token.Id + 1).DefaultIfEmpty().Max());
        var token = new AddedToken(id, content) { StripLeft = role == "mask_token" };
        tokens.Add(content, ReadFlags(field, token) with { IsSpecial = true });
    }

    private static AddedToken ReadFlags(JsonField field, AddedToken token) => field.Element.ValueKind != JsonValueKind.Object
        ? token
        : token with
        {
            IsSpecial = field.Boolean("special", false),
            SingleWord = field.Boolean("single_word", false),
            StripLeft = field.Boolean("lstrip", false),
            StripRight = field.Boolean("rstrip", false),
            Normalized = field.Boolean("normalized", !field.Boolean("special", false)),
        };

    private JsonField? FieldOf(string role) => configuration?.Find(role) ?? specialTokens?.Find(role);

    private static string Content(JsonField field) =>
        field.Element.ValueKind == JsonValueKind.Object ? field["content"].Text() : field.Text();
}
