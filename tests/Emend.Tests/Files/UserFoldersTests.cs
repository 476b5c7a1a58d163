using Emend.Files;

namespace Emend.Tests.Files;

public sealed class UserFoldersTests
{
    [Theory]
    [InlineData("EMEND_CACHE=/a;XDG_CACHE_HOME=/b;HOME=/c", "/a")]
    [InlineData("XDG_CACHE_HOME=/b;HOME=/c", "/b/emend")]
    [InlineData("XDG_CACHE_HOME=;HOME=/c", "/c/.cache/emend")]
    public void Cache_Follows_The_Environment(string environment, string expected)
    {
        var variables = environment.Split(';').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        UserFolders.CacheOf(variables.GetValueOrDefault).ShouldBe(expected);
    }
}
