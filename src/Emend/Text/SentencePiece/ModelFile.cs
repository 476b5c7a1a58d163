using Emend.Text.Files;

namespace Emend.Text.SentencePiece;

/// <summary>The contents of a SentencePiece <c>.model</c> file: a Protocol Buffers message, <c>sentencepiece_model.proto</c>.</summary>
internal sealed record ModelFile
{
    private const int Unigram = 1;

    /// <summary>The tokens by id.</summary>
    public required IReadOnlyList<ModelPiece> Pieces { get; init; }

    /// <summary>The kind of model: 1 unigram, 2 byte-pair, 3 word, 4 character.</summary>
    public int Kind { get; private init; } = Unigram;

    /// <summary>Whether unknown characters become the tokens of their bytes.</summary>
    public bool ByteFallback { get; private init; }

    /// <summary>Whether the mark for spaces stands after words.</summary>
    public bool SpaceIsSuffix { get; private init; }

    /// <summary>What the unknown token is decoded to.</summary>
    public string UnknownSurface { get; private init; } = " \u2047 ";

    /// <summary>The replacements of the normalization.</summary>
    public byte[] CharacterMap { get; private init; } = [];

    /// <summary>Whether a space is put before the text.</summary>
    public bool AddDummyPrefix { get; private init; } = true;

    /// <summary>Whether spaces at the ends are removed, and others made single.</summary>
    public bool RemoveExtraSpaces { get; private init; } = true;

    /// <summary>Whether spaces are written ▁.</summary>
    public bool EscapeSpaces { get; private init; } = true;

    /// <summary>Whether decoded text is changed again.</summary>
    public bool HasDenormalizer { get; private init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">The file is damaged.</exception>
    public static ModelFile Read(ReadOnlySpan<byte> contents)
    {
        var pieces = new List<ModelPiece>();
        var model = new ModelFile { Pieces = pieces };
        var reader = new ProtobufReader(contents);
        while (reader.Read())
            switch (reader.Field)
            {
                case 1:
                    pieces.Add(ReadPiece(reader.Bytes));
                    break;
                case 2:
                    model = model.WithTrainer(reader.Bytes);
                    break;
                case 3:
                    model = model.WithNormalizer(reader.Bytes);
                    break;
                case 5:
                    model = model with { HasDenormalizer = HasMap(reader.Bytes) };
                    break;
            }
        if (pieces.Count == 0)
            throw new FormatException("has no tokens");
        if (pieces.Count(piece => piece.Kind == PieceKind.Unknown) != 1)
            throw new FormatException("has not exactly one unknown token");
        return model;
    }

    private static ModelPiece ReadPiece(ReadOnlySpan<byte> message)
    {
        var piece = new ModelPiece("", 0, PieceKind.Normal);
        var reader = new ProtobufReader(message);
        while (reader.Read())
            piece = reader.Field switch
            {
                1 => piece with { Text = System.Text.Encoding.UTF8.GetString(reader.Bytes) },
                2 => piece with { Score = reader.Single },
                3 => piece with { Kind = (PieceKind)Math.Min(reader.Number, int.MaxValue) },
                _ => piece,
            };
        if (piece.Text.Length == 0)
            throw new FormatException("has an empty token");
        if (float.IsNaN(piece.Score))
            throw new FormatException($"gives the token '{piece.Text}' no score");
        return Enum.IsDefined(piece.Kind) ? piece : throw new FormatException($"has a token of the unknown kind {(int)piece.Kind}");
    }

    private ModelFile WithTrainer(ReadOnlySpan<byte> message)
    {
        var model = this;
        var reader = new ProtobufReader(message);
        while (reader.Read())
            model = reader.Field switch
            {
                3 => model with { Kind = (int)Math.Min(reader.Number, int.MaxValue) },
                24 => model with { SpaceIsSuffix = reader.Number != 0 },
                35 => model with { ByteFallback = reader.Number != 0 },
                44 => model with { UnknownSurface = System.Text.Encoding.UTF8.GetString(reader.Bytes) },
                _ => model,
            };
        return model;
    }

    private ModelFile WithNormalizer(ReadOnlySpan<byte> message)
    {
        var model = this;
        var reader = new ProtobufReader(message);
        while (reader.Read())
            model = reader.Field switch
            {
                2 => model with { CharacterMap = reader.Bytes.ToArray() },
                3 => model with { AddDummyPrefix = reader.Number != 0 },
                4 => model with { RemoveExtraSpaces = reader.Number != 0 },
                5 => model with { EscapeSpaces = reader.Number != 0 },
                _ => model,
            };
        return model;
    }

    private static bool HasMap(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
            if (reader.Field == 2 && !reader.Bytes.IsEmpty)
                return true;
        return false;
    }
}
