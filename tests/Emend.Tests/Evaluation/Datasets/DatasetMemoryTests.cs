using System.Diagnostics;
using Emend.Tests.Files;
using Xunit.Abstractions;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>
/// Readers hold a record at a time, however long the file is: 50 MB by default, more by
/// <c>EMEND_LONG_FILE_BYTES=1000000000 dotnet test -c Release tests/Emend.Tests --filter DatasetMemory</c>.
/// </summary>
[Collection(Alone.Name)]
public sealed class DatasetMemoryTests(ITestOutputHelper output)
{
    private const long Allowed = 16 << 20;

    private static long Bytes => long.TryParse(Environment.GetEnvironmentVariable("EMEND_LONG_FILE_BYTES"), out var bytes) ? bytes : 50_000_000;

    public static TheoryData<string> Shapes() => [.. LongFile.Shapes.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Read_OfALongFile_NeedsMemoryForOneRecord(string shape)
    {
        using var folder = new TemporaryFolder();
        var path = folder["long.json"];
        var file = LongFile.Shapes[shape];
        var written = file.Write(path, Bytes);
        var (read, start) = (0, Stopwatch.GetTimestamp());

        var growth = HeapWatch.Growth(() => read = file.Read(path));

        output.WriteLine($"{shape}: {new FileInfo(path).Length / 1e6:0} MB on disk, {read} records, {growth / 1e6:0.0} MB of heap at most, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        read.ShouldBe(written);
        growth.ShouldBeLessThan(Allowed);
    }
}
