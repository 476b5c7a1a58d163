using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Emend.Files.Pickle;

/// <summary>
/// Where the files of a zip archive lie, so that they can be mapped: the framework's reader does not tell. Only stored
/// files are taken, as torch writes them; what is compressed, encrypted, overlapping or named to lead elsewhere is refused.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndMark = 0x06054B50;
    private const uint End64Mark = 0x06064B50;
    private const uint Locator64Mark = 0x07064B50;
    private const uint EntryMark = 0x02014B50;
    private const uint HeaderMark = 0x04034B50;
    private const int EndLength = 22;
    private const int End64Length = 56;
    private const int Locator64Length = 20;
    private const int EntryLength = 46;
    private const int HeaderLength = 30;
    private const int LongestComment = ushort.MaxValue;
    private const ushort Extra64 = 1;
    private const long LongestDirectory = 64 << 20;
    private const ushort Encrypted = 1;

    private readonly SafeFileHandle file;
    private readonly Refusal refusal;
    private readonly long length;
    private readonly Dictionary<string, ZipEntry> byName = new(StringComparer.Ordinal);

    private ZipDirectory(SafeFileHandle file, Refusal refusal)
    {
        this.file = file;
        this.refusal = refusal;
        length = RandomAccess.GetLength(file);
    }

    /// <summary>The files in the archive.</summary>
    public IReadOnlyCollection<ZipEntry> Entries => byName.Values;

    /// <summary>Reads the directory at the archive's end.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="refusal">Makes the errors.</param>
    /// <exception cref="InvalidDataException">The archive is not sound, or not as torch writes them.</exception>
    public static ZipDirectory Read(SafeFileHandle file, Refusal refusal)
    {
        var directory = new ZipDirectory(file, refusal);
        var (start, bytes, count) = directory.FindDirectory();
        directory.ReadEntries(directory.Bytes(start, bytes), count, start);
        directory.RequireNoOverlaps(start);
        return directory;
    }

    /// <summary>The file of a name; null if the archive has none.</summary>
    public ZipEntry? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Where the bytes of a file begin.</summary>
    public long StartOf(ZipEntry entry)
    {
        var header = Bytes(entry.HeaderStart, HeaderLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderMark)
            throw refusal.Because($"its file {Quoted.Text(entry.Name)} is not where the archive says");
        var start = entry.HeaderStart + HeaderLength + U16(header, 26) + U16(header, 28);
        return start <= length - entry.Length ? start : throw refusal.Because($"its file {Quoted.Text(entry.Name)} ends after the archive: it is truncated");
    }

    private (long Start, long Length, long Count) FindDirectory()
    {
        var tailStart = Math.Max(0, length - EndLength - LongestComment);
        var tail = Bytes(tailStart, length - tailStart);
        var at = tail.Length - EndLength;
        while (at >= 0 && BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndMark)
            at--;
        if (at < 0)
            throw refusal.Because("it begins like a zip archive but has no end of one: it is truncated");
        long count = U16(tail, at + 10), bytes = U32(tail, at + 12), start = U32(tail, at + 16);
        if (count == ushort.MaxValue || bytes == uint.MaxValue || start == uint.MaxValue)
            (start, bytes, count) = FindDirectory64(tailStart + at - Locator64Length);
        if (start < 0 || bytes is < 0 or > LongestDirectory || start > length - bytes)
            throw refusal.Because("its archive's directory is not inside it: it is truncated or damaged");
        return (start, bytes, count);
    }

    private (long Start, long Length, long Count) FindDirectory64(long locatorStart)
    {
        var locator = Bytes(locatorStart, Locator64Length);
        if (U32(locator, 0) != Locator64Mark)
            throw refusal.Because("its archive's directory is not where it should be");
        var end = Bytes(I64(locator, 8), End64Length);
        return U32(end, 0) == End64Mark ? (I64(end, 48), I64(end, 40), I64(end, 32)) : throw refusal.Because("its archive's directory is not where it should be");
    }

    private void ReadEntries(byte[] directory, long count, long directoryStart)
    {
        var at = 0;
        for (long i = 0; i < count; i++)
        {
            if (at > directory.Length - EntryLength || U32(directory, at) != EntryMark)
                throw refusal.Because($"its archive's directory names {count} files but describes {i}");
            int nameLength = U16(directory, at + 28), extraLength = U16(directory, at + 30), commentLength = U16(directory, at + 32);
            var end = at + EntryLength + nameLength + extraLength + commentLength;
            if (end > directory.Length)
                throw refusal.Because("its archive's directory is cut off");
            var name = Encoding.UTF8.GetString(directory, at + EntryLength, nameLength);
            long packed = U32(directory, at + 20), whole = U32(directory, at + 24), header = U32(directory, at + 42);
            Widen(directory.AsSpan(at + EntryLength + nameLength, extraLength), ref whole, ref packed, ref header);
            Add(name, U16(directory, at + 8), U16(directory, at + 10), packed, new ZipEntry(name, header, whole), directoryStart);
            at = end;
        }
    }

    private void Add(string name, ushort flags, ushort method, long packed, ZipEntry entry, long directoryStart)
    {
        if (name.StartsWith('/') || name.AsSpan().IndexOfAny('\\', '\0') >= 0 || Array.Exists(name.Split('/'), part => part is ".." or "."))
            throw refusal.Because($"its archive has a file with the name {Quoted.Text(name)}, which leads elsewhere");
        if ((flags & Encrypted) != 0)
            throw refusal.Because($"its file {Quoted.Text(name)} is encrypted");
        if (method != 0 || packed != entry.Length)
            throw refusal.Because($"its file {Quoted.Text(name)} is compressed, which torch never does: pack the archive anew without compression");
        if (entry.HeaderStart < 0 || entry.Length < 0 || entry.Length > directoryStart || entry.HeaderStart > directoryStart - entry.Length)
            throw refusal.Because($"its file {Quoted.Text(name)} claims {entry.Length} bytes, more than the archive has: it is truncated or damaged");
        if (!byName.TryAdd(name, entry))
            throw refusal.Because($"its archive has two files with the name {Quoted.Text(name)}");
    }

    /// <summary>Takes the numbers that need 64 bits from an entry's extra fields, in their fixed order.</summary>
    private static void Widen(ReadOnlySpan<byte> extra, ref long whole, ref long packed, ref long header)
    {
        while (extra.Length >= 4)
        {
            var (kind, size) = (BinaryPrimitives.ReadUInt16LittleEndian(extra), BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]));
            var content = extra[4..Math.Min(extra.Length, 4 + size)];
            extra = extra[(4 + content.Length)..];
            if (kind != Extra64)
                continue;
            Take(ref content, ref whole);
            Take(ref content, ref packed);
            Take(ref content, ref header);
        }

        static void Take(ref ReadOnlySpan<byte> content, ref long value)
        {
            if (value != uint.MaxValue || content.Length < sizeof(long))
                return;
            value = BinaryPrimitives.ReadInt64LittleEndian(content);
            content = content[sizeof(long)..];
        }
    }

    private void RequireNoOverlaps(long directoryStart)
    {
        ZipEntry? before = null;
        foreach (var entry in byName.Values.OrderBy(entry => entry.HeaderStart))
        {
            if (before is not null && before.HeaderStart + HeaderLength + before.Length > entry.HeaderStart)
                throw refusal.Because($"its files {Quoted.Text(before.Name)} and {Quoted.Text(entry.Name)} overlap");
            before = entry;
        }

        if (before is not null && before.HeaderStart + HeaderLength + before.Length > directoryStart)
            throw refusal.Because($"its file {Quoted.Text(before.Name)} overlaps the archive's directory");
    }

    private byte[] Bytes(long start, long count)
    {
        if (start < 0 || count < 0 || start > length - count)
            throw refusal.Because("its archive is truncated or damaged");
        var bytes = new byte[count];
        for (var read = 0; read < bytes.Length;)
        {
            var more = RandomAccess.Read(file, bytes.AsSpan(read), start + read);
            read += more > 0 ? more : throw refusal.Because("it became shorter while it was read");
        }

        return bytes;
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long I64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
