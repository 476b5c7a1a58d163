using System.Text.Unicode;
using Emend.Text.Models;

namespace Emend.Text.Decoders;

/// <summary>Reads neighbouring byte tokens as UTF-8; a group that is not valid becomes one U+FFFD per byte.</summary>
internal sealed class ByteFallbackDecoder : IDecoder
{
    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens)
    {
        var result = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (string token in tokens)
        {
            if (ByteTokens.TryParse(token, out byte value))
            {
                bytes.Add(value);
                continue;
            }
            AddGroup(bytes, result);
            result.Add(token);
        }
        AddGroup(bytes, result);
        return result;
    }

    private static void AddGroup(List<byte> bytes, List<string> result)
    {
        if (bytes.Count == 0)
            return;
        byte[] group = [.. bytes];
        result.Add(Utf8.IsValid(group) ? System.Text.Encoding.UTF8.GetString(group) : new string('\uFFFD', group.Length));
        bytes.Clear();
    }
}
