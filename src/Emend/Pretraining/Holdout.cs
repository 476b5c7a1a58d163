using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Emend.Pretraining;

/// <summary>A share of things that training does not see in some form, chosen by a salted hash of their names.</summary>
/// <param name="Salt">Text that makes this choice independent of every other.</param>
/// <param name="Share">How much is held out, from 0 to 1.</param>
public sealed record Holdout(string Salt, double Share)
{
    /// <summary>Whether the thing with these names is held out; the same for ever.</summary>
    internal bool Holds(params ReadOnlySpan<string> names)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('\u001f', [Salt, .. names]));
        var hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(bytes));
        return hash * (1.0 / ulong.MaxValue) < Share;
    }
}
