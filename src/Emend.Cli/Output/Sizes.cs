namespace Emend.Cli.Output;

/// <summary>Writes sizes and times as people read them.</summary>
internal static class Sizes
{
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:0.#} kB",
        < 1_000_000_000 => $"{bytes / 1e6:0.#} MB",
        _ => $"{bytes / 1e9:0.##} GB",
    };

    public static string Count(long count) => count switch
    {
        < 10_000 => $"{count}",
        < 1_000_000 => $"{count / 1e3:0.#} thousand",
        < 1_000_000_000 => $"{count / 1e6:0.##} million",
        _ => $"{count / 1e9:0.##} billion",
    };

    public static string Seconds(double seconds) => seconds switch
    {
        < 0.9995 => $"{seconds * 1000:0} ms",
        < 60 => $"{seconds:0.0} s",
        _ => $"{(int)seconds / 60} min {(int)seconds % 60} s",
    };
}
