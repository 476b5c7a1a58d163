using Emend.Text.Chat;
using Emend.Text.Decoders;
using Emend.Text.Files;

namespace Emend.Text;

/// <summary>
/// Turns text into token ids and back, exactly as the files of a checkpoint declare it. Immutable; threads may share it.
/// </summary>
/// <example>
/// <code>
/// var tokenizer = Tokenizer.Load("gpt2");
/// var encoding = tokenizer.Encode("The mother tongue of Danielle Darrieux is");
/// string text = tokenizer.Decode(encoding.Ids);
/// </code>
/// </example>
public sealed class Tokenizer
{
    private readonly TokenizerParts parts;
    private readonly AddedVocabulary added;

    internal Tokenizer(TokenizerParts parts)
    {
        this.parts = parts;
        added = new AddedVocabulary(parts.AddedTokens, parts.Normalizer);
        VocabularySize = parts.Model.Vocabulary.Count
            + added.Tokens.Count(token => !parts.Model.Vocabulary.TryGetId(token.Content, out _));
        IdLimit = Math.Max(parts.Model.Vocabulary.IdLimit, added.Tokens.Select(token => token.Id + 1).DefaultIfEmpty().Max());
    }

    /// <summary>How many tokens there are, added tokens included.</summary>
    public int VocabularySize { get; }

    /// <summary>The number above the highest id: how many rows an embedding needs. More than <see cref="VocabularySize"/> where ids are left out.</summary>
    public int IdLimit { get; }

    /// <summary>The ids of the tokens with a meaning of their own.</summary>
    public SpecialTokens Special => parts.Special;

    /// <summary>The id of the token that ends a text, at which generation stops; null where the files name none.</summary>
    public int? EndOfText => parts.Special.End;

    /// <summary>How the files say that encodings are cut; null for not at all.</summary>
    public TruncationOptions? Truncation => parts.Truncation;

    /// <summary>How the files say that encodings are filled up; null for not at all.</summary>
    public PaddingOptions? Padding => parts.Padding;

    /// <summary>How the model wants a conversation written; null where the files do not say.</summary>
    /// <exception cref="ChatTemplateException">The template is not sound, or uses what is not supported.</exception>
    public ChatTemplate? ChatTemplate => parts.ChatTemplate?.Value;

    /// <summary>Loads the tokenizer of a checkpoint folder.</summary>
    /// <param name="folder">A folder with <c>tokenizer.json</c>, or with the files of an older layout.</param>
    /// <exception cref="FileNotFoundException">The folder has no tokenizer.</exception>
    /// <exception cref="TokenizerFormatException">A file is damaged, or declares something that is not supported.</exception>
    public static Tokenizer Load(string folder) => Load(TokenizerFiles.InFolder(folder));

    internal static Tokenizer Load(TokenizerFiles files) => new(TokenizerFolder.Read(files));

    /// <summary>A tokenizer of the same files with other settings for length.</summary>
    public Tokenizer With(TruncationOptions? truncation, PaddingOptions? padding) =>
        new(parts with { Truncation = truncation, Padding = padding });

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="special">Whether to add the special tokens that the model expects around a text.</param>
    public Encoding Encode(string text, bool special = false) => Padded([EncodeParts(text, null, special)])[0];

    /// <summary>The tokens of a pair of texts.</summary>
    /// <param name="text">The first text.</param>
    /// <param name="pair">The second text.</param>
    /// <param name="special">Whether to add the special tokens that the model expects around and between texts.</param>
    public Encoding EncodePair(string text, string pair, bool special = true) => Padded([EncodeParts(text, pair, special)])[0];

    /// <summary>The tokens of many texts or pairs of texts, filled up to the length of the longest where padding is on.</summary>
    /// <param name="inputs">The texts; a pair is null for a single text.</param>
    /// <param name="special">Whether to add the special tokens that the model expects.</param>
    public IReadOnlyList<Encoding> EncodeBatch(IEnumerable<(string Text, string? Pair)> inputs, bool special = true) =>
        Padded([.. inputs.Select(input => EncodeParts(input.Text, input.Pair, special))]);

    /// <summary>The text of a conversation, as the model wants it written.</summary>
    /// <param name="messages">The messages, in their order.</param>
    /// <param name="addGenerationPrompt">Whether to end with what begins the assistant's answer.</param>
    /// <exception cref="InvalidOperationException">The tokenizer has no chat template.</exception>
    /// <exception cref="ChatTemplateException">The template refuses the conversation, is not sound, or uses what is not supported.</exception>
    public string ApplyChatTemplate(IEnumerable<ChatMessage> messages, bool addGenerationPrompt = true)
    {
        var template = ChatTemplate ?? throw new InvalidOperationException("The tokenizer has no chat template: give the model a plain text, or write the conversation as the model was trained on it.");
        return template.Render(messages, addGenerationPrompt);
    }

    /// <summary>The tokens of a conversation; special tokens are only those that the template writes, so that none comes twice.</summary>
    /// <inheritdoc cref="ApplyChatTemplate"/>
    public Encoding EncodeChat(IEnumerable<ChatMessage> messages, bool addGenerationPrompt = true) => Encode(ApplyChatTemplate(messages, addGenerationPrompt));

    /// <summary>The text of token ids; ids that do not exist are left out.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecial">Whether to leave special tokens out.</param>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = true)
    {
        var tokens = new List<string>();
        foreach (int id in ids)
            if ((added.DecodedForm(id) ?? ModelToken(id)) is { } token && !(skipSpecial && added.IsSpecial(token)))
                tokens.Add(token);
        string text = parts.Decoder is null ? string.Join(' ', tokens) : string.Concat(parts.Decoder.Decode(tokens));
        return parts.CleanUpSpaces ? CleanUp.Apply(text) : text;
    }

    /// <summary>A decoder that takes one id after the other and gives the text as soon as it is certain.</summary>
    /// <param name="skipSpecial">Whether to leave special tokens out.</param>
    public StreamDecoder Stream(bool skipSpecial = true) => new(this, skipSpecial);

    /// <summary>The id of a token by its name in the vocabulary (<c>Ġis</c>, not <c> is</c>); null if there is none.</summary>
    public int? IdOf(string token)
    {
        if (added.Find(token) is { } found)
            return found.Id;
        return parts.Model.Vocabulary.TryGetId(token, out int id) ? id : null;
    }

    /// <summary>The name of a token in the vocabulary; null if the id does not exist.</summary>
    public string? TokenOf(int id) => added.Find(id)?.Content ?? ModelToken(id);

    /// <summary>Whether an id is of a special token, which decoding can leave out.</summary>
    public bool IsSpecial(int id) => parts.ControlIds.Contains(id) || added.Find(id) is { IsSpecial: true };

    private (EncodingPart Part, string Text, string? Pair) EncodeParts(string text, string? pair, bool special)
    {
        var first = EncodeText(text, isPair: false);
        var second = pair is null ? null : EncodeText(pair, isPair: true);
        if (parts.Truncation is { } truncation)
            Text.Truncation.Apply(truncation, first, second, special ? parts.PostProcessor?.CountAdded(pair is not null) ?? 0 : 0);
        List<EncodingPart> processed = second is null ? [first] : [first, second];
        if (parts.PostProcessor is { } postProcessor)
            processed = postProcessor.Process(processed, special);
        else if (second is not null)
            for (int sequence = 0; sequence < processed.Count; sequence++)
                processed[sequence].SetSequence(sequence);
        var whole = processed.Count == 1 ? processed[0] : new EncodingPart([], text);
        if (processed.Count != 1)
            processed.ForEach(whole.Append);
        return (whole, text, pair);
    }

    private EncodingPart EncodeText(string text, bool isPair)
    {
        var pieces = added.Extract(text);
        parts.PreTokenizer?.Apply(pieces);
        var encoded = new List<EncodedToken>(text.Length / 3 + 4);
        var tokens = new List<Token>();
        var characters = pieces.Text.Characters;
        int typeId = isPair ? 1 : 0;
        foreach (var piece in pieces.Items)
        {
            if (piece.TokenId != Pieces.NoToken)
            {
                var offset = pieces.Text.Origin(piece.Start, piece.End);
                encoded.Add(new EncodedToken(
                    piece.TokenId, characters[piece.Start..piece.End].ToString(), offset, typeId, IsOfPair: isPair));
                continue;
            }
            tokens.Clear();
            parts.Model.Tokenize(characters[piece.Start..piece.End], tokens);
            foreach (var token in tokens)
            {
                var offset = pieces.Text.Origin(piece.Start + token.Start, piece.Start + token.End);
                encoded.Add(new EncodedToken(token.Id, token.Text ?? ModelToken(token.Id) ?? "", offset, typeId, IsOfPair: isPair));
            }
        }
        return new EncodingPart(encoded, text);
    }

    private string? ModelToken(int id) => parts.Model.Vocabulary.TryGetToken(id, out string? token) ? token : null;

    private List<Encoding> Padded(List<(EncodingPart Part, string Text, string? Pair)> rows)
    {
        if (parts.Padding is { } padding && rows.Count > 0)
        {
            int length = padding.Length ?? rows.Max(row => row.Part.Tokens.Count);
            if (padding.MultipleOf is > 0 and int multiple)
                length = (length + multiple - 1) / multiple * multiple;
            foreach (var row in rows)
                row.Part.Pad(length, padding);
        }
        return [.. rows.Select(row => row.Part.ToEncoding(row.Text, row.Pair))];
    }
}
