using System.Text;
using Emend.Text.Unicode;

namespace Emend.Text.PreTokenizers;

/// <summary>Turns every byte of the UTF-8 text into its symbol, after cutting words as GPT-2 does where asked.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Apply(Pieces pieces)
    {
        if (addPrefixSpace)
            AddSpaces(pieces);
        if (useRegex)
            pieces.Cut(Gpt2Pattern.Cut);
        pieces.Rewrite(pieces.Text.Length + pieces.Text.Length / 8, WriteSymbols);
    }

    private static void AddSpaces(Pieces pieces)
    {
        var text = pieces.Text;
        if (pieces.Items.All(piece => piece.TokenId != Pieces.NoToken || text.Characters[piece.Start] == ' '))
            return;
        pieces.Rewrite(text.Length + pieces.Items.Count, static (text, piece, builder) =>
        {
            if (text.Characters[piece.Start] != ' ')
                builder.Append(' ', text.OriginAt(piece.Start));
            builder.Copy(text, piece.Start, piece.End);
        });
    }

    private static void WriteSymbols(AlignedText text, Piece piece, AlignedTextBuilder builder)
    {
        Span<byte> bytes = stackalloc byte[4];
        var characters = text.Characters;
        int units;
        for (int index = piece.Start; index < piece.End; index += units)
        {
            units = 1;
            var origin = text.OriginAt(index);
            if (characters[index] < 0x80)
            {
                builder.Append(ByteSymbols.SymbolOf((byte)characters[index]), origin);
                continue;
            }
            int codePoint = CodePoints.At(characters[..piece.End], index, out units);
            int count = new Rune(codePoint).EncodeToUtf8(bytes);
            foreach (byte value in bytes[..count])
                builder.Append(ByteSymbols.SymbolOf(value), origin);
        }
    }
}
