using System.Diagnostics;
using Emend.Tests.Files;

namespace Emend.Tests.Fuzzing;

/// <summary>
/// Feeds mutated files to a reader: 2,000 by default, more by
/// <c>EMEND_FUZZ_FILES=100000 dotnet test -c Release tests/Emend.Tests --filter Fuzz</c>. A reader may accept a file or
/// refuse it with one sentence; it may not throw anything else, take long, or allocate much more than the file's size.
/// </summary>
internal static class FuzzRun
{
    private const long AllowedBytes = 1 << 20;
    private const long AllowedBytesForEachOfTheFile = 100;
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);

    public static int Files => int.TryParse(Environment.GetEnvironmentVariable("EMEND_FUZZ_FILES"), out var files) ? files : 2_000;

    /// <summary>Runs a reader over files.</summary>
    /// <param name="make">Makes the next bad file.</param>
    /// <param name="read">Reads the file at a path, all of it.</param>
    /// <param name="isRefusal">Whether an exception is the reader's way to refuse.</param>
    /// <param name="files">How many files, if not <see cref="Files"/>.</param>
    /// <returns>How many files were accepted.</returns>
    public static int Check(Func<Random, byte[]> make, Action<string> read, Func<Exception, bool> isRefusal, int? files = null)
    {
        using var folder = new TemporaryFolder();
        var accepted = 0;
        for (var seed = 0; seed < (files ?? Files); seed++)
        {
            var bytes = make(new Random(seed));
            var path = folder[$"{seed}"];
            File.WriteAllBytes(path, bytes);
            if (IsAccepted(() => read(path), isRefusal, bytes, seed))
                accepted++;
            File.Delete(path);
        }

        return accepted;
    }

    private static bool IsAccepted(Action read, Func<Exception, bool> isRefusal, byte[] bytes, int seed)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        try
        {
            read();
            return true;
        }
        catch (Exception error) when (isRefusal(error))
        {
            error.Message.ReplaceLineEndings(" ").ShouldBe(error.Message, $"seed {seed}");
            error.Message.Length.ShouldBeLessThan(1_000, $"seed {seed}");
            error.Message.ShouldEndWith(".");
            return false;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Seed {seed}: {error.GetType().Name} is no refusal; the file in base64: {Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, 20_000)))}", error);
        }
        finally
        {
            (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(AllowedBytes + (AllowedBytesForEachOfTheFile * bytes.Length), $"seed {seed}");

            // not a measurement but a guard against endless loops, far beyond what any of these files takes
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Hang, $"seed {seed}");
        }
    }
}
