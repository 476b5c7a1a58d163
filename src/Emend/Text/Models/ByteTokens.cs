using System.Globalization;

namespace Emend.Text.Models;

/// <summary>The tokens of single bytes, <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, to which unknown characters fall back.</summary>
internal static class ByteTokens
{
    /// <summary>The ids of the byte tokens of a vocabulary, -1 where one is missing.</summary>
    public static int[] Find(Vocabulary vocabulary)
    {
        int[] ids = new int[256];
        for (int value = 0; value < ids.Length; value++)
            ids[value] = vocabulary.TryGetId(NameOf((byte)value), out int id) ? id : -1;
        return ids;
    }

    /// <summary>The token of a byte.</summary>
    public static string NameOf(byte value) => $"<0x{value:X2}>";

    /// <summary>The byte of a token, if it is one.</summary>
    public static bool TryParse(string token, out byte value)
    {
        value = 0;
        return token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
