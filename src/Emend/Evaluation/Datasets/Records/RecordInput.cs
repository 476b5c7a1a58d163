using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text.Json;
using Emend.Files;

namespace Emend.Evaluation.Datasets.Records;

/// <summary>The bytes of a file of JSON values through a window that is as large as the largest value.</summary>
internal sealed class RecordInput : IDisposable
{
    private const int FirstWindow = 1 << 16;
    private const int LargestValue = 1 << 26;
    private static readonly JsonReaderState Fresh = new(new JsonReaderOptions { MaxDepth = 64 });

    private readonly Stream stream;
    private readonly string path;
    private byte[] window = new byte[FirstWindow];
    private int start;
    private int end;
    private bool isAtEnd;

    private RecordInput(Stream stream, string path)
    {
        this.stream = stream;
        this.path = path;
    }

    /// <summary>The line of the next byte, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The place of the next byte in the uncompressed file, from 0.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether a file starts as gzip files do.</summary>
    public static bool IsCompressed(string path)
    {
        using var file = File.OpenRead(path);
        return IsCompressed(file);
    }

    /// <summary>Opens a file; one that starts as gzip files do is uncompressed on the way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">The first byte that is read; only files that are not compressed can be read from elsewhere than their start.</param>
    public static RecordInput Open(string path, long from = 0)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file {path}: give the path of the data set's file.", path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        var isCompressed = from == 0 && IsCompressed(file);
        file.Position = from;
        var input = new RecordInput(isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file, path) { Offset = from };
        input.Fill();
        if (from == 0 && input.Rest is [0xef, 0xbb, 0xbf, ..])
            input.Pass(3);
        return input;
    }

    private static bool IsCompressed(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        return file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1f, 0x8b];
    }

    private ReadOnlySpan<byte> Rest => window.AsSpan(start, end - start);

    /// <summary>The next byte that is not white space, which stays unread; -1 at the end.</summary>
    public int Peek()
    {
        while (true)
        {
            var count = Rest.IndexOfAnyExcept(" \t\r\n"u8);
            if (count >= 0)
            {
                Pass(count);
                return window[start];
            }

            Pass(Rest.Length);
            if (isAtEnd)
                return -1;
            More();
        }
    }

    /// <summary>Goes on behind bytes that were looked at.</summary>
    public void Pass(int count)
    {
        Line += Rest[..count].Count((byte)'\n');
        Offset += count;
        start += count;
    }

    /// <summary>Goes on behind the next line break.</summary>
    public void PassLine()
    {
        int count;
        while ((count = Rest.IndexOf((byte)'\n')) < 0 && !isAtEnd)
        {
            Pass(Rest.Length);
            More();
        }

        Pass(count < 0 ? Rest.Length : count + 1);
    }

    /// <summary>Reads the JSON value that starts at the next byte.</summary>
    /// <param name="value">The value, which the caller disposes.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="faultLine">The line of the fault.</param>
    public bool TryRead([NotNullWhen(true)] out JsonDocument? value, out string fault, out long faultLine)
    {
        (fault, faultLine) = ("", Line);
        while (true)
        {
            try
            {
                var reader = new Utf8JsonReader(Rest, isAtEnd, Fresh);
                if (JsonDocument.TryParseValue(ref reader, out value))
                {
                    Pass((int)reader.BytesConsumed);
                    return true;
                }
            }
            catch (JsonException error)
            {
                value = null;
                fault = $"this is not valid JSON: {Quoted.Reason(error)}.";
                faultLine = Line + (error.LineNumber ?? 0);
                return false;
            }

            if (Rest.Length >= LargestValue)
            {
                fault = $"the record is larger than {LargestValue >> 20} MB.";
                return false;
            }

            More();
        }
    }

    /// <summary>Moves what is unread to the front, or widens the window if it is full, and reads on.</summary>
    private void More()
    {
        var rest = Rest.Length;
        var wider = rest > window.Length / 2 ? new byte[window.Length * 2] : window;
        Rest.CopyTo(wider);
        (window, start, end) = (wider, 0, rest);
        Fill();
    }

    private void Fill()
    {
        try
        {
            while (end < window.Length && !isAtEnd)
            {
                var count = stream.Read(window, end, window.Length - end);
                end += count;
                isAtEnd = count == 0;
            }
        }
        catch (InvalidDataException error)
        {
            throw new FormatException($"The compressed file {path} is damaged: {Quoted.Reason(error)}.", error);
        }
    }

    public void Dispose() => stream.Dispose();
}
