using System.Text;
using Emend.Text.Normalizers;

namespace Emend.Text.Files;

/// <summary>Reads the normalizer of a <c>tokenizer.json</c>.</summary>
internal static class NormalizerJson
{
    /// <summary>Reads a normalizer by its declared type.</summary>
    public static INormalizer Read(JsonField field) => field["type"].Text() switch
    {
        "Sequence" => new NormalizerSequence([.. field["normalizers"].Items().Select(Read)]),
        "NFC" => new UnicodeNormalizer(NormalizationForm.FormC),
        "NFD" => new UnicodeNormalizer(NormalizationForm.FormD),
        "NFKC" => new UnicodeNormalizer(NormalizationForm.FormKC),
        "NFKD" => new UnicodeNormalizer(NormalizationForm.FormKD),
        "Lowercase" => new LowercaseNormalizer(),
        "Strip" => new StripNormalizer(field["strip_left"].Boolean(), field["strip_right"].Boolean()),
        "StripAccents" => new StripAccentsNormalizer(),
        "Prepend" => new PrependNormalizer(field["prepend"].Text()),
        "Replace" => new ReplaceNormalizer(PatternJson.Read(field["pattern"]), field["content"].Text()),
        "Nmt" => new NmtNormalizer(),
        "ByteLevel" => new ByteLevelNormalizer(),
        "BertNormalizer" => ReadBert(field),
        "Precompiled" => new PrecompiledNormalizer(ReadMap(field["precompiled_charsmap"])),
        var type => throw TokenizerJson.Unsupported(field, type),
    };

    private static BertNormalizer ReadBert(JsonField field)
    {
        bool lowercase = field.Boolean("lowercase", true);
        return new BertNormalizer(
            field.Boolean("clean_text", true),
            field.Boolean("handle_chinese_chars", true),
            field.Boolean("strip_accents", lowercase),
            lowercase);
    }

    private static CharacterMap ReadMap(JsonField field)
    {
        try
        {
            return CharacterMap.Read(Convert.FromBase64String(field.Text()));
        }
        catch (FormatException error) when (error is not TokenizerFormatException)
        {
            throw new TokenizerFormatException(field.Error($"is damaged ({error.Message})").Message, error);
        }
    }
}
