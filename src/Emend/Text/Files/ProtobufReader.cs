using System.Buffers.Binary;

namespace Emend.Text.Files;

/// <summary>Reads the fields of a Protocol Buffers message one after the other.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The value of the current field if it is a whole number.</summary>
    public ulong Number { get; private set; }

    /// <summary>The value of the current field if it is a text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The value of the current field if it is a float32.</summary>
    public readonly float Single => BitConverter.UInt32BitsToSingle((uint)Number);

    /// <summary>Goes on to the next field.</summary>
    /// <exception cref="FormatException">The message is cut short or damaged.</exception>
    public bool Read()
    {
        if (rest.IsEmpty)
            return false;
        ulong tag = ReadNumber();
        if (tag >> 3 is 0 or > int.MaxValue)
            throw new FormatException("has a field with an impossible number");
        Field = (int)(tag >> 3);
        Number = 0;
        Bytes = [];
        switch (tag & 7)
        {
            case 0:
                Number = ReadNumber();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(ReadNumber());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new FormatException("has a field of an unknown kind");
        }
        return true;
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)rest.Length)
            throw new FormatException("ends in the middle of a field");
        var taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }

    private ulong ReadNumber()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw new FormatException("has a number of more than 64 bits");
    }
}
