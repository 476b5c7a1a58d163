namespace Emend.Tests;

public class SiteTests
{
    [Theory]
    [InlineData("blocks.17.mlp.post", SiteKind.MlpPost, 17)]
    [InlineData("blocks.17.mlp.hook_post", SiteKind.MlpPost, 17)]
    [InlineData("blocks.0.hook_resid_pre", SiteKind.ResidPre, 0)]
    [InlineData("blocks.3.ln1.hook_normalized", SiteKind.AttentionNorm, 3)]
    [InlineData("blocks.3.attn.hook_pattern", SiteKind.Pattern, 3)]
    [InlineData("hook_embed", SiteKind.Embed, 0)]
    [InlineData("ln_final.hook_normalized", SiteKind.FinalNorm, 0)]
    [InlineData("ln_final", SiteKind.FinalNorm, 0)]
    public void Parse_Understands_The_Names_Of_The_Field(string text, SiteKind kind, int layer) =>
        Site.Parse(text).ShouldBe(new Site(kind, layer));

    [Fact]
    public void Parse_Reads_What_ToString_Writes()
    {
        foreach (var kind in Enum.GetValues<SiteKind>())
        {
            var site = new Site(kind);
            site = site.InBlock ? site with { Layer = 12 } : site;
            Site.Parse(site.ToString()).ShouldBe(site);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("blocks.mlp.post")]
    [InlineData("blocks.-1.mlp.post")]
    [InlineData("blocks.1.embed")]
    [InlineData("mlp.post")]
    [InlineData("blocks.99999999999.mlp.post")]
    public void Parse_Refuses_Other_Texts_With_The_Names_That_Exist(string text) =>
        Should.Throw<FormatException>(() => Site.Parse(text)).Message.ShouldContain("mlp.post");
}
