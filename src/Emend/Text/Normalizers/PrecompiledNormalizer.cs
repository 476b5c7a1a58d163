using System.Globalization;

namespace Emend.Text.Normalizers;

/// <summary>
/// Replaces text by a character map as the reference does, which is not as SentencePiece does: of a short grapheme cluster
/// the shortest prefix in the map decides for the whole, otherwise each code point is looked up by itself.
/// </summary>
internal sealed class PrecompiledNormalizer : INormalizer
{
    private const int LongestCluster = 5; // UTF-8 bytes

    private readonly CharacterMap map;
    private readonly bool[] isAsciiKept = new bool[128];

    /// <summary>A normalizer of a character map.</summary>
    public PrecompiledNormalizer(CharacterMap map)
    {
        this.map = map;
        for (int symbol = 0; symbol < isAsciiKept.Length; symbol++)
            isAsciiKept[symbol] = Find([(char)symbol]) is null;
    }

    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text)
    {
        var characters = text.Characters;
        var changes = new List<TextChange>(text.Length + text.Length / 8);
        bool isChanged = false;
        int length;
        for (int index = 0; index < characters.Length; index += length)
        {
            length = 1;
            if (IsLoneAscii(characters, index) && isAsciiKept[characters[index]])
            {
                changes.Add(new TextChange(characters[index], 0));
                continue;
            }
            length = StringInfo.GetNextTextElementLength(characters[index..]);
            isChanged |= AddCluster(characters.Slice(index, length), changes);
        }
        return isChanged ? TextChange.Apply(text, changes) : text;
    }

    private static bool IsLoneAscii(ReadOnlySpan<char> text, int index) =>
        text[index] < 0x80 && (index + 1 == text.Length || (text[index + 1] < 0x80 && text[index + 1] != '\n'));

    private bool AddCluster(ReadOnlySpan<char> cluster, List<TextChange> changes)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(cluster) <= LongestCluster && Find(cluster) is { } whole)
        {
            Replace(cluster, whole, changes);
            return true;
        }
        bool isChanged = false;
        int units;
        for (int index = 0; index < cluster.Length; index += units)
        {
            int codePoint = Unicode.CodePoints.At(cluster, index, out units);
            var part = cluster.Slice(index, units);
            if (Find(part) is { } replacement)
            {
                Replace(part, replacement, changes);
                isChanged = true;
            }
            else
                changes.Add(new TextChange(codePoint, 0));
        }
        return isChanged;
    }

    private string? Find(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[LongestCluster + 1];
        int count = System.Text.Encoding.UTF8.GetBytes(text, bytes);
        return map.TryFind(bytes[..count], longest: false, out _, out int value)
            ? System.Text.Encoding.UTF8.GetString(map.TextAt(value))
            : null;
    }

    // What is added counts as inserted after the rest; what is removed, as removed after whatever came before.
    private static void Replace(ReadOnlySpan<char> old, string replacement, List<TextChange> changes)
    {
        int before = changes.Count;
        foreach (var rune in replacement.EnumerateRunes())
            changes.Add(new TextChange(rune.Value, 0));
        int added = changes.Count - before - Unicode.CodePoints.Count(old);
        for (int index = changes.Count - 1; added > 0 && index >= changes.Count - added; index--)
            changes[index] = changes[index] with { Change = 1 };
        if (added < 0 && changes.Count > 0)
            changes[^1] = changes[^1] with { Change = changes[^1].Change + added };
    }
}
