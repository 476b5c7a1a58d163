using Emend.Text.Unicode;

namespace Emend.Text.Normalizers;

/// <summary>Steps that normalizers share: leaving out code points, and replacing each by others.</summary>
internal static class CharacterFilter
{
    /// <summary>The text without the code points of some classes.</summary>
    public static AlignedText Without(this AlignedText text, Func<int, bool> isRemoved)
    {
        var characters = text.Characters;
        var builder = new AlignedTextBuilder(text.Length);
        bool isChanged = false;
        int units;
        for (int index = 0; index < characters.Length; index += units)
        {
            int codePoint = CodePoints.At(characters, index, out units);
            if (isRemoved(codePoint))
                isChanged = true;
            else
                builder.AppendCodePoint(codePoint, text.OriginAt(index));
        }
        return isChanged ? builder.ToText() : text;
    }

    /// <summary>The text with each code point replaced; what stands for a code point keeps its origin.</summary>
    public static AlignedText Map(this AlignedText text, Action<int, TextRange, AlignedTextBuilder> map)
    {
        var characters = text.Characters;
        var builder = new AlignedTextBuilder(text.Length + text.Length / 8);
        int units;
        for (int index = 0; index < characters.Length; index += units)
            map(CodePoints.At(characters, index, out units), text.OriginAt(index), builder);
        return builder.ToText();
    }
}
