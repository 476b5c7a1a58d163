using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Emend.Ledger;

/// <summary>
/// A line of the log: a commit as one JSON object whose last field is a checksum of all that stands before it.
/// </summary>
internal static class LogLine
{
    private const int ChecksumDigits = 16;
    private static readonly byte[] ChecksumField = ",\"checksum\":\""u8.ToArray();
    private static readonly byte[] End = "\"}"u8.ToArray();

    /// <summary>The line with its line feed.</summary>
    public static byte[] Format(LedgerCommit commit)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(commit, StoredJson.Compact.LedgerCommit);
        var body = json.AsSpan(0, json.Length - 1);
        return [.. body, .. ChecksumField, .. Checksum(body), .. End, (byte)'\n'];
    }

    /// <summary>Whether a line, without its line feed, is as it was written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> line)
    {
        var tail = ChecksumField.Length + ChecksumDigits + End.Length;
        return line.Length > tail
            && line[^tail..].StartsWith(ChecksumField)
            && line.EndsWith(End)
            && line.Slice(line.Length - End.Length - ChecksumDigits, ChecksumDigits).SequenceEqual(Checksum(line[..^tail]));
    }

    /// <summary>Reads a whole line.</summary>
    /// <returns>The commit, or null if the line says something that this version does not understand.</returns>
    public static LedgerCommit? Parse(ReadOnlySpan<byte> line)
    {
        var body = line[..^(ChecksumField.Length + ChecksumDigits + End.Length)];
        try
        {
            var commit = JsonSerializer.Deserialize([.. body, (byte)'}'], StoredJson.Compact.LedgerCommit);
            return commit is not null && IsId(commit.Id) && commit.Kind == LedgerCommitKind.Revert == commit.Reverts is not null ? commit : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The name of a revert: the hash of its other fields.</summary>
    public static string IdOfRevert(LedgerCommit commit) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(commit with { Id = "" }, StoredJson.Compact.LedgerCommit)));

    private static bool IsId(string id) => id.Length == 2 * SHA256.HashSizeInBytes && id.All(char.IsAsciiHexDigitLower);

    private static byte[] Checksum(ReadOnlySpan<byte> body) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))[..ChecksumDigits]);
}
