using System.Text;

namespace Emend.Tests.Fuzzing;

/// <summary>Makes bad files out of good ones: a few random changes, the kind that find faults in readers of binary and JSON files.</summary>
/// <param name="words">Pieces of text that mean something in the format.</param>
internal sealed class Mutator(params string[] words)
{
    private static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "2", "7", "255", "65536", "2147483647", "2147483648", "4294967296", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "99999999999999999999", "1e308", "1e999", "0.5", "1E2", "NaN", "-9223372036854775808",
    ];

    private static readonly string[] Syntax =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "{}", "[]", "\"\"", "//", "\\ud800", "\\u0000", "\r\n", " ", "[[[[[[[[", "{\"a\":", "\ufeff",
    ];

    private readonly byte[][] pieces = [.. words.Concat(Syntax).Concat(Numbers).Select(Encoding.UTF8.GetBytes)];

    /// <summary>A changed copy.</summary>
    public byte[] Mutate(byte[] file, Random random)
    {
        var bytes = new List<byte>(file);
        for (var changes = 1 + random.Next(random.Next(1, 8)); changes > 0; changes--)
            Change(bytes, random);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, random.Next(1, random.Next(2, 40)));
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Piece(random));
                break;
            case 5:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Piece(random));
                break;
            case 6 when random.Next(10) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7:
                ReplaceNumber(bytes, at, random);
                break;
            default:
                Swap(bytes, random);
                break;
        }
    }

    private byte[] Piece(Random random) => pieces[random.Next(pieces.Length)];

    private static void ReplaceNumber(List<byte> bytes, int from, Random random)
    {
        var start = bytes.FindIndex(from, static value => value is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
            return;
        var end = start;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]));
    }

    private static void Swap(List<byte> bytes, Random random)
    {
        if (bytes.Count == 0)
            return;
        var (i, j) = (random.Next(bytes.Count), random.Next(bytes.Count));
        (bytes[i], bytes[j]) = (bytes[j], bytes[i]);
    }
}
