using System.Buffers.Binary;

namespace Emend.Text.Normalizers;

/// <summary>
/// The replacements of a SentencePiece model, <c>precompiled_charsmap</c>: a double-array trie over UTF-8, whose values are
/// places in a block of texts that end in a zero.
/// </summary>
internal sealed class CharacterMap
{
    private readonly uint[] units;
    private readonly byte[] texts;

    private CharacterMap(uint[] units, byte[] texts)
    {
        this.units = units;
        this.texts = texts;
    }

    /// <summary>Reads the block of bytes that a model holds.</summary>
    /// <exception cref="FormatException">The block is damaged.</exception>
    public static CharacterMap Read(ReadOnlySpan<byte> block)
    {
        if (block.Length < 4)
            throw new FormatException("is too short for a character map");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(block);
        if (size > block.Length - 4 || size % 4 != 0 || size == 0)
            throw new FormatException("is a character map whose trie does not fit into it");
        uint[] units = new uint[size / 4];
        for (int index = 0; index < units.Length; index++)
            units[index] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 + 4 * index)..]);
        return new CharacterMap(units, block[(4 + (int)size)..].ToArray());
    }

    /// <summary>Finds a prefix of some UTF-8 text that is replaced: the shortest, or the longest.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">Whether to look for the longest prefix.</param>
    /// <param name="length">The bytes of the prefix.</param>
    /// <param name="value">Where its replacement begins.</param>
    public bool TryFind(ReadOnlySpan<byte> text, bool longest, out int length, out int value)
    {
        (length, value) = (0, 0);
        uint node = OffsetOf(units[0]);
        for (int index = 0; index < text.Length && text[index] != 0; index++)
        {
            node ^= text[index];
            if (node >= units.Length || LabelOf(units[node]) != text[index])
                break;
            bool hasValue = (units[node] >> 8 & 1) != 0;
            node ^= OffsetOf(units[node]);
            if (!hasValue || node >= units.Length)
                continue;
            (length, value) = (index + 1, (int)(units[node] & 0x7FFFFFFF));
            if (!longest)
                break;
        }
        return length > 0;
    }

    /// <summary>The replacement at a place, as UTF-8.</summary>
    public ReadOnlySpan<byte> TextAt(int value)
    {
        if (value >= texts.Length)
            return [];
        var rest = texts.AsSpan(value);
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private static uint OffsetOf(uint unit) => (unit >> 10) << (int)((unit & (1u << 9)) >> 6);

    private static uint LabelOf(uint unit) => unit & ((1u << 31) | 0xFF);
}
