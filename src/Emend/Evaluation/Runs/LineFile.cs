using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Emend.Evaluation.Runs;

/// <summary>A file to which whole lines are appended, and which is cut back to whole lines after a kill.</summary>
/// <typeparam name="T">What a line holds.</typeparam>
internal sealed class LineFile<T> : IDisposable
    where T : class
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly FileStream stream;
    private readonly JsonTypeInfo<T> type;
    private readonly List<long> ends = []; // where each line ends
    private long durable = Environment.TickCount64;

    public LineFile(string path, JsonTypeInfo<T> type)
    {
        this.type = type;
        Path = path;
        stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        FindLines();
        Keep(ends.Count);
    }

    public string Path { get; }

    /// <summary>The number of lines.</summary>
    public int Count => ends.Count;

    /// <summary>Reads a file that nobody writes to.</summary>
    public static IEnumerable<T> Read(string path, JsonTypeInfo<T> type)
    {
        if (!File.Exists(path))
            yield break;
        var number = 0;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            number++;
            T? value;
            try
            {
                value = JsonSerializer.Deserialize(line, type);
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"{path}, line {number}, is damaged: {error.Message} Start the run anew in another folder.", error);
            }

            yield return value ?? throw new InvalidDataException($"{path}, line {number}, is empty: start the run anew in another folder.");
        }
    }

    /// <summary>The lines so far.</summary>
    public IEnumerable<T> Read()
    {
        stream.Flush();
        return Read(Path, type);
    }

    /// <summary>Forgets all lines but the first ones.</summary>
    public void Keep(int count)
    {
        if (count < ends.Count)
            ends.RemoveRange(count, ends.Count - count);
        stream.SetLength(count == 0 ? 0 : ends[count - 1]);
        stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Appends a line, which survives the end of the process at once, and a failing machine after a second.</summary>
    public void Append(T value)
    {
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(value, type));
        stream.Write(NewLine);
        var isOld = Environment.TickCount64 - durable > 1000;
        stream.Flush(flushToDisk: isOld);
        if (isOld)
            durable = Environment.TickCount64;
        ends.Add(stream.Position);
    }

    public void Dispose()
    {
        stream.Flush(flushToDisk: true);
        stream.Dispose();
    }

    private void FindLines()
    {
        var buffer = new byte[1 << 16];
        long place = 0;
        for (int read; (read = stream.Read(buffer)) > 0; place += read)
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] == (byte)'\n')
                    ends.Add(place + i + 1);
            }
        }
    }
}
