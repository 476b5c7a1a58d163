using System.Text;
using Emend.Text.Decoders;
using Emend.Text.Models;

namespace Emend.Text.SentencePiece;

/// <summary>
/// SentencePiece's way back to text: marks vanish, bytes are read as UTF-8 with one U+FFFD per byte that is not, and the
/// spaces that normalization put before the text or would have removed there are left out.
/// </summary>
internal sealed class PieceDecoder(ModelFile model, PieceTable table) : IDecoder
{
    private const char SpaceSymbol = '▁';

    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens)
    {
        var text = new StringBuilder();
        var bytes = new List<byte>();
        bool isPrefixSeen = false;
        foreach (string token in tokens)
        {
            int id = table.IdOf(token);
            if (table.Pieces[id].Kind == PieceKind.Byte && ByteTokens.TryParse(token, out byte value))
            {
                bytes.Add(value);
                continue;
            }
            AppendBytes(bytes, text);
            bool isAtStart = !isPrefixSeen && text.Length == 0;
            text.Append(Decode(token, id, isAtStart, out isPrefixSeen));
        }
        AppendBytes(bytes, text);
        return [text.ToString()];
    }

    private string Decode(string token, int id, bool isAtStart, out bool isPrefixSeen)
    {
        isPrefixSeen = false;
        var kind = table.Pieces[id].Kind;
        if (kind == PieceKind.Control)
            return "";
        if (kind == PieceKind.Unknown)
            return token == table.Pieces[id].Text ? model.UnknownSurface : token;
        if (isAtStart && (model.AddDummyPrefix || model.RemoveExtraSpaces) && token.StartsWith(SpaceSymbol))
        {
            token = token[1..];
            isPrefixSeen = !model.RemoveExtraSpaces;
        }
        return token.Replace(SpaceSymbol, ' ');
    }

    private static void AppendBytes(List<byte> bytes, StringBuilder text)
    {
        var rest = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes);
        while (!rest.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(rest, out var rune, out int length) == System.Buffers.OperationStatus.Done;
            text.Append(isValid ? rune.ToString() : "\uFFFD");
            rest = rest[(isValid ? length : 1)..];
        }
        bytes.Clear();
    }
}
