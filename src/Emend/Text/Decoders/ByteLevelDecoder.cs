using Emend.Text.PreTokenizers;

namespace Emend.Text.Decoders;

/// <summary>Joins the bytes that the symbols of all tokens stand for, and reads them as UTF-8.</summary>
internal sealed class ByteLevelDecoder : IDecoder
{
    /// <inheritdoc/>
    public List<string> Decode(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (string token in tokens)
        {
            int before = bytes.Count;
            foreach (char symbol in token)
            {
                if (ByteSymbols.TryGetByte(symbol, out byte value))
                {
                    bytes.Add(value);
                    continue;
                }
                bytes.RemoveRange(before, bytes.Count - before);
                bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(token));
                break;
            }
        }
        return [System.Text.Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes))];
    }
}
