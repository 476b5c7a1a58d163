using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Emend.Benchmarks.Measurement;

/// <summary>What is known of this machine.</summary>
internal static class Machine
{
    private static int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>The processor's name.</summary>
    public static string Processor { get; } = ReadProcessor();

    /// <summary>The name of the folder that holds this machine's results.</summary>
    public static string Folder { get; } = string.Join(
        '-', Processor.ToLowerInvariant().Replace("(r)", "").Replace("(tm)", "").Replace("processor", "").Split([' ', '@', '/'], StringSplitOptions.RemoveEmptyEntries))
        + $"-{Environment.ProcessorCount}-vcpu";

    /// <summary>One line on the machine, for the head of a report.</summary>
    public static string Description =>
        $"{Processor}, {Environment.ProcessorCount} processors, vectors of {VectorBits} bits, "
        + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {DateTime.UtcNow:yyyy-MM-dd}{Load()}.";

    /// <summary>How many processes wanted a processor during the last minute, where the system tells: a busy machine measures low.</summary>
    private static string Load()
    {
        const string Average = "/proc/loadavg";
        return File.Exists(Average) ? $", load average {File.ReadAllText(Average).Split(' ')[0]}" : "";
    }

    private static string ReadProcessor()
    {
        const string Cpuinfo = "/proc/cpuinfo";
        var line = File.Exists(Cpuinfo) ? File.ReadLines(Cpuinfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
