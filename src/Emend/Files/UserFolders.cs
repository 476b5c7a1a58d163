namespace Emend.Files;

/// <summary>Where things are kept for the user between runs; a folder need not exist yet.</summary>
public static class UserFolders
{
    /// <summary>
    /// What can be computed again: <c>EMEND_CACHE</c>, else <c>emend</c> in <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>
    /// (on Windows in the local application data).
    /// </summary>
    public static string Cache => CacheOf(Environment.GetEnvironmentVariable);

    /// <summary>The cache folder that some environment names.</summary>
    internal static string CacheOf(Func<string, string?> variable)
    {
        if (variable("EMEND_CACHE") is { Length: > 0 } cache)
            return cache;
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } shared && Path.IsPathRooted(shared))
            return Path.Combine(shared, "emend");
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "emend", "cache");
        var home = variable("HOME") is { Length: > 0 } given ? given : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(home, ".cache", "emend");
    }
}
