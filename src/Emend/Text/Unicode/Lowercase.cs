namespace Emend.Text.Unicode;

/// <summary>The lower case of single code points, as the reference has it.</summary>
internal static class Lowercase
{
    private static readonly Dictionary<int, string> Table = UnicodeTables.Lines("lowercase.txt").Select(line => line.Split(' ')).ToDictionary(
        fields => UnicodeTables.ParseHexadecimal(fields[0]),
        fields => string.Concat(fields.Skip(1).Select(field => char.ConvertFromUtf32(UnicodeTables.ParseHexadecimal(field)))));

    /// <summary>What a code point becomes; null if it stays.</summary>
    public static string? Find(int codePoint) => Table.GetValueOrDefault(codePoint);
}
