using Emend.Text.Models;

namespace Emend.Text.Files;

/// <summary>Reads vocabularies that give each token its id.</summary>
internal static class VocabularyJson
{
    /// <summary>Reads a vocabulary.</summary>
    public static Vocabulary Read(JsonField field)
    {
        try
        {
            return new Vocabulary(field.Fields().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.Integer())));
        }
        catch (TokenizerFormatException error) when (!error.Message.StartsWith(field.File, StringComparison.Ordinal))
        {
            throw new TokenizerFormatException($"{field.File}: {error.Message}", error);
        }
    }
}
