namespace Emend.Text.Files;

/// <summary>Reads the tokenizer of a checkpoint from whichever files there are.</summary>
internal static class TokenizerFolder
{
    /// <summary>Reads <c>tokenizer.json</c>, or else the files of an older layout.</summary>
    /// <exception cref="FileNotFoundException">There is no tokenizer.</exception>
    public static TokenizerParts Read(TokenizerFiles files)
    {
        var configuration = TokenizerConfiguration.Read(files);
        TokenizerParts parts;
        if (files.FindJson("tokenizer.json") is { } json)
            parts = TokenizerJson.Read(json);
        else if (files.FindJson("vocab.json") is { } vocabulary && files.Find("merges.txt") is { } merges)
            parts = MergesFolder.Read(vocabulary, merges, configuration);
        else if (files.Find("vocab.txt") is { } lines)
            parts = VocabularyTextFolder.Read(lines, configuration);
        else if (SentencePieceFolder.FileNames.FirstOrDefault(name => files.Find(name) is not null) is { } name)
            parts = SentencePieceFolder.Read(name, files.Find(name), configuration);
        else
            throw new FileNotFoundException(
                $"There is no tokenizer in {files.Place}: neither tokenizer.json, nor vocab.json with merges.txt, nor vocab.txt, nor a SentencePiece model.", "tokenizer.json");
        return configuration.Complete(parts) with { ChatTemplate = ChatTemplateFile.Find(files, configuration) };
    }
}
