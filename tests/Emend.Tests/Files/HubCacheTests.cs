using Emend.Files;

namespace Emend.Tests.Files;

public sealed class HubCacheTests : IDisposable
{
    private const string Commit = "607a30d783dfa663caf39e06633721c8d4cfcd7e";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("HF_HUB_CACHE=/a;HUGGINGFACE_HUB_CACHE=/b;HF_HOME=/c;XDG_CACHE_HOME=/d;HOME=/e", "/a")]
    [InlineData("HUGGINGFACE_HUB_CACHE=/b;HF_HOME=/c;XDG_CACHE_HOME=/d;HOME=/e", "/b")]
    [InlineData("HF_HUB_CACHE=;HF_HOME=/c;XDG_CACHE_HOME=/d;HOME=/e", "/c/hub")]
    [InlineData("XDG_CACHE_HOME=/d;HOME=/e", "/d/huggingface/hub")]
    [InlineData("HOME=/e", "/e/.cache/huggingface/hub")]
    [InlineData("HF_HOME=~/models;HOME=/e", "/e/models/hub")]
    public void Default_Follows_The_Environment_As_HuggingFace_Does(string environment, string expected)
    {
        var variables = environment.Split(';').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        HubCache.FromEnvironment(variables.GetValueOrDefault).Folder.ShouldBe(expected);
    }

    [Fact]
    public void Resolve_Follows_The_Reference_To_The_Snapshot()
    {
        var snapshot = Add("models--EleutherAI--gpt-j-6B", "main", Commit);
        new HubCache(folder).Resolve("EleutherAI/gpt-j-6B").ShouldBe(snapshot);
        new HubCache(folder).Resolve("EleutherAI/gpt-j-6B", Commit).ShouldBe(snapshot);
        new HubCache(folder).Find("EleutherAI/gpt-j-6B", "step1000").ShouldBeNull();
        new HubCache(folder).Find("EleutherAI/gpt-j-6B", "../main").ShouldBeNull();
        new HubCache(folder).List().ShouldBe(["EleutherAI/gpt-j-6B"]);
    }

    [Fact]
    public void Resolve_Finds_Old_Names_Without_An_Owner()
    {
        var snapshot = Add("models--openai-community--gpt2", "main", Commit);
        new HubCache(folder).Resolve("gpt2").ShouldBe(snapshot);
        var older = Add("models--gpt2", "main", Commit);
        new HubCache(folder).Resolve("gpt2").ShouldBe(older);
    }

    [Fact]
    public void Resolve_Takes_An_Existing_Folder_As_It_Is() => new HubCache(folder["hub"]).Resolve(folder).ShouldBe(folder.Path);

    [Fact]
    public void Resolve_Says_Where_It_Looked_And_What_To_Run()
    {
        var message = Should.Throw<DirectoryNotFoundException>(() => new HubCache(folder).Resolve("gpt2-xl")).Message;
        message.ShouldContain(folder["models--gpt2-xl"]);
        message.ShouldContain(folder["models--openai-community--gpt2-xl"]);
        message.ShouldContain("hf download openai-community/gpt2-xl");
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/b/c")]
    [InlineData("a b")]
    public void Resolve_Refuses_What_Is_Neither_Folder_Nor_Name(string name) =>
        Should.Throw<DirectoryNotFoundException>(() => new HubCache(folder).Resolve(name)).Message.ShouldContain("not a model's name");

    private string Add(string repository, string revision, string commit)
    {
        var refs = Directory.CreateDirectory(Path.Combine(folder, repository, "refs")).FullName;
        File.WriteAllText(Path.Combine(refs, revision), commit);
        return Directory.CreateDirectory(Path.Combine(folder, repository, "snapshots", commit)).FullName;
    }
}
