using System.IO.Compression;
using System.Text;
using Emend.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Datasets;

[Collection(Alone.Name)]
public sealed class DatasetMemoryTests
{
    [Fact]
    public void Read_OfALongFile_NeedsMemoryForOneRecord()
    {
        // 100 MB of text
        var path = Path.Combine(Path.GetTempPath(), $"emend-long-{Guid.NewGuid():N}.json.gz");
        try
        {
            using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            {
                var record = Encoding.UTF8.GetBytes("," + DatasetReadingTests.Good.Replace("Ada speaks", $"Ada speaks {new string('y', 100_000)}", StringComparison.Ordinal));
                gzip.Write("["u8);
                gzip.Write(record.AsSpan(1));
                for (var i = 1; i < 1000; i++)
                    gzip.Write(record);
                gzip.Write("]"u8);
            }

            var before = GC.GetTotalMemory(forceFullCollection: true);
            var largest = 0L;
            var count = 0;
            foreach (var one in DatasetList.Find("counterfact").Read(path))
            {
                one.Edits.Count.ShouldBe(1);
                if (++count % 250 == 0)
                    largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true) - before);
            }

            count.ShouldBe(1000);
            largest.ShouldBeLessThan(16 << 20);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
