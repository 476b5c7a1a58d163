using System.Text;
using Emend.Text.Unicode;

namespace Emend.Text.PreTokenizers;

/// <summary>
/// GPT-2's names for bytes: printable characters stand for themselves, the others for characters from U+0100 on, so that
/// a vocabulary of byte sequences reads as text.
/// </summary>
internal static class ByteSymbols
{
    /// <summary>The symbol of each byte.</summary>
    private static readonly char[] Symbols = CreateSymbols();

    /// <summary>The byte of each symbol, or -1.</summary>
    private static readonly short[] Bytes = CreateBytes();

    /// <summary>The symbol of a byte.</summary>
    public static char SymbolOf(byte value) => Symbols[value];

    /// <summary>Finds the byte of a symbol.</summary>
    public static bool TryGetByte(char symbol, out byte value)
    {
        int known = symbol < Bytes.Length ? Bytes[symbol] : -1;
        value = (byte)known;
        return known >= 0;
    }

    /// <summary>The symbols in GPT-2's order, which is the order of ids in its vocabulary.</summary>
    public static IEnumerable<char> InVocabularyOrder() => Symbols.Order();

    /// <summary>Writes the symbols of the bytes of a part of a text; all symbols of a character stand for the whole of it.</summary>
    public static void Write(AlignedText text, int from, int to, AlignedTextBuilder builder)
    {
        Span<byte> bytes = stackalloc byte[4];
        var characters = text.Characters[..to];
        var target = builder.Reserve(3 * (to - from), out var origins);
        int length = 0;
        int units;
        for (int index = from; index < to; index += units)
        {
            units = 1;
            var origin = text.OriginAt(index);
            if (characters[index] < 0x80)
            {
                target[length] = Symbols[characters[index]];
                origins[length++] = origin;
                continue;
            }
            int count = new Rune(CodePoints.At(characters, index, out units)).EncodeToUtf8(bytes);
            foreach (byte value in bytes[..count])
            {
                target[length] = Symbols[value];
                origins[length++] = origin;
            }
        }
        builder.Advance(length);
    }

    private static bool IsPrintable(int value) => value is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255);

    private static char[] CreateSymbols()
    {
        char[] symbols = new char[256];
        int others = 0;
        for (int value = 0; value < symbols.Length; value++)
            symbols[value] = (char)(IsPrintable(value) ? value : 256 + others++);
        return symbols;
    }

    private static short[] CreateBytes()
    {
        short[] bytes = new short[Symbols.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < Symbols.Length; value++)
            bytes[Symbols[value]] = (short)value;
        return bytes;
    }
}
