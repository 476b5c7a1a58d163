using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Emend.Files.Pickle;

/// <summary>The bytes of a pickle, read in order; whatever it claims, no more is allocated than it has.</summary>
/// <param name="stream">Where the bytes come from.</param>
/// <param name="refusal">Makes the errors.</param>
internal sealed class PickleSource(Stream stream, Refusal refusal)
{
    private const int LongestText = 1 << 16;
    private const int LongestInteger = 16;
    private const int LongestLine = 1 << 10;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] field = new byte[sizeof(long)];
    private readonly long length = stream.Length;

    /// <summary>Makes the errors.</summary>
    public Refusal Refusal => refusal;

    /// <summary>One byte.</summary>
    public byte Byte()
    {
        var next = stream.ReadByte();
        return next >= 0 ? (byte)next : throw refusal.Because("its pickle is truncated");
    }

    /// <summary>An unsigned number of 1, 2, 4 or 8 bytes, little-endian.</summary>
    public ulong Unsigned(int bytes) => BinaryPrimitives.ReadUInt64LittleEndian(Field(bytes));

    /// <summary>A signed number of 4 bytes, little-endian.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Field(sizeof(int)));

    /// <summary>A double, big-endian as pickles have it.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Field(sizeof(double)));

    /// <summary>An integer of a stated number of bytes.</summary>
    public object Integer(ulong bytes)
    {
        if (bytes > LongestInteger)
            throw refusal.Because($"its pickle holds an integer of {bytes} bytes");
        var value = new BigInteger(Exactly((int)bytes));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    /// <summary>A text of a stated number of bytes.</summary>
    public string Text(ulong bytes)
    {
        if (bytes > LongestText)
            throw refusal.Because($"its pickle claims a text of {bytes} bytes, more than any name");
        try
        {
            return Utf8.GetString(Exactly((int)bytes));
        }
        catch (DecoderFallbackException error)
        {
            throw refusal.Because("its pickle holds a text that is not UTF-8", error);
        }
    }

    /// <summary>The text up to the next line feed.</summary>
    public string Line()
    {
        var text = new StringBuilder();
        for (var next = Byte(); next != '\n'; next = Byte())
        {
            if (text.Length == LongestLine)
                throw refusal.Because($"its pickle holds a line of more than {LongestLine} bytes");
            text.Append((char)next);
        }

        return text.ToString();
    }

    private byte[] Exactly(int count)
    {
        if (count > length - stream.Position)
            throw refusal.Because("its pickle is truncated");
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private ReadOnlySpan<byte> Field(int bytes)
    {
        Array.Clear(field);
        if (stream.ReadAtLeast(field.AsSpan(0, bytes), bytes, throwOnEndOfStream: false) < bytes)
            throw refusal.Because("its pickle is truncated");
        return field;
    }
}
