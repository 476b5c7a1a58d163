using System.Diagnostics;
using System.Text.Json;
using Emend.Text;
using Emend.Text.Chat;
using Emend.Text.Files;

namespace Emend.Tests.Text.Chat;

public sealed class ChatTemplateTests
{
    private static readonly JsonElement Snippets =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "chat_templates", "snippets.json"))).RootElement;

    /// <summary>Golden/chat_templates/snippets.json says what Jinja 3.1.6 renders, or that it refuses.</summary>
    [Fact]
    public void Render_Gives_What_Jinja_Gives()
    {
        var messages = JsonDocument.Parse("[]").RootElement;
        var differences = new List<string>();
        foreach (var item in Snippets.GetProperty("cases").EnumerateArray())
        {
            var source = item.GetProperty("template").GetString()!;
            string? rendered;
            try
            {
                rendered = ChatTemplate.Parse(source).Render(messages, variables: Snippets.GetProperty("variables"));
            }
            catch (ChatTemplateException error)
            {
                rendered = item.TryGetProperty("error", out _) ? null : error.Message;
            }

            var expected = item.TryGetProperty("rendered", out var text) ? text.GetString() : null;
            if (rendered != expected)
                differences.Add($"{source}\n  expected {expected ?? "a refusal"}\n  rendered {rendered ?? "a refusal"}");
        }

        string.Join('\n', differences).ShouldBe("");
    }

    [Theory]
    [InlineData("{% while true %}{% endwhile %}", "'while'")]
    [InlineData("{% include 'x' %}", "'include'")]
    [InlineData("{% for i in [1] recursive %}{% endfor %}", "recursive")]
    [InlineData("{{ 1|xmlattr }}", "'xmlattr'")]
    [InlineData("{{ 1 is filter }}", "'filter'")]
    [InlineData("{{ ''.__class__.__mro__ }}", "'str object' has no attribute '__class__'")]
    [InlineData("{{ f(*x) }}", "lists of arguments")]
    [InlineData("{{ '%s' % 1 }}", "str % int")]
    [InlineData("{{ 10 ** 30 }}", "too large")]
    [InlineData("{{ 99999999999999999999 }}", "too large")]
    [InlineData("line one\n{{ 'x' }", "line 2")]
    public void What_Is_Not_Supported_Is_Refused_By_Name(string source, string why) =>
        Should.Throw<ChatTemplateException>(() => Render(source)).Message.ShouldContain(why);

    [Theory]
    [InlineData("{% for i in range(1000000000) %}{% endfor %}", "range")]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{{ 'x' * 1000000000 }}", "produces more")]
    [InlineData("{{ 1000000000000000000 * 'xx' }}", "produces more")]
    [InlineData("{{ [1] * 999999999999 }}", "produces more")]
    [InlineData("{% set ns = namespace(x='x') %}{% for i in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "produces more")]
    [InlineData("{% set ns = namespace(x=[1]) %}{% for i in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "produces more")]
    [InlineData("{% set ns = namespace(x='ab') %}{% for i in range(100) %}{% set ns.x = ns.x|replace('a', ns.x) %}{% endfor %}", "produces more")]
    [InlineData("{% set ns = namespace(x=[]) %}{% for i in range(100) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}", "produces more")]
    [InlineData("{% set ns = namespace(x=[]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x|tojson }}", "steps")]
    [InlineData("{% set ns = namespace(x=[]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}", "produces more")]
    [InlineData("{% set ns = namespace(x=[], y=[]) %}{% for i in range(40) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}", "compares")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "levels deep")]
    [InlineData("{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}", "levels deep")]
    [InlineData("{% set ns = namespace() %}{% set ns.x = ns %}{{ ns.x.x.x }}{{ 2 ** 999999999 }}", "too large")]
    public void A_Template_Can_Neither_Run_Endlessly_Nor_Fill_The_Memory(string source, string why)
    {
        var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        Should.Throw<ChatTemplateException>(() => Render(source)).Message.ShouldContain(why);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(2L << 30);

        // a guard against endless work, far beyond what any of them takes
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData('(', ')')]
    [InlineData('[', ']')]
    [InlineData('-', '1')]
    public void Deep_Nesting_Is_Refused(char open, char close) => Should.Throw<ChatTemplateException>(
        () => Render($"{{{{ {new string(open, 100_000)}1{new string(close, 100_000)} }}}}")).Message.ShouldContain("nested");

    [Fact]
    public void Long_Chains_Are_Refused_Rather_Than_Followed() => Should.Throw<ChatTemplateException>(
        () => Render($"{{{{ {string.Join('+', Enumerable.Repeat("1", 100_000))} }}}}")).Message.ShouldContain("levels deep");

    [Fact]
    public void Templates_State_The_Date_By_The_Clock_They_Are_Given()
    {
        var template = ChatTemplate.Parse("{{ strftime_now('%d %b %Y, %H:%M %A %j %%') }}{% generation %}!{% endgeneration %}", clock: new Noon());
        template.Render([]).ShouldBe("26 Jul 2024, 12:00 Friday 208 %!");
        Should.Throw<ChatTemplateException>(() => ChatTemplate.Parse("{{ strftime_now('%Z') }}").Render([])).Message.ShouldContain("%Z");
    }

    [Fact]
    public void A_Tokenizer_Writes_Conversations_As_Its_Files_Say()
    {
        var tokenizer = GoldenTokenizer.Open("llama3").Tokenizer;
        ChatMessage[] messages = [new("user", " Hi. ")];
        var text = tokenizer.ApplyChatTemplate(messages);
        text.ShouldStartWith("<|begin_of_text|><|start_header_id|>system<|end_header_id|>");
        text.ShouldEndWith("<|start_header_id|>user<|end_header_id|>\n\nHi.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");
        tokenizer.ApplyChatTemplate(messages, addGenerationPrompt: false).ShouldNotContain("assistant");
        var ids = tokenizer.EncodeChat(messages).Ids;
        ids.Count(id => id == tokenizer.Special.Beginning).ShouldBe(1);
        tokenizer.Decode(ids, skipSpecial: false).ShouldBe(text);
        Should.Throw<InvalidOperationException>(() => GoldenTokenizer.Open("bert-cased").Tokenizer.ApplyChatTemplate(messages)).Message.ShouldContain("no chat template");
    }

    [Fact]
    public void The_Template_Is_Found_Wherever_It_Is_Kept()
    {
        var golden = GoldenTokenizer.Open("qwen2");
        var files = new Dictionary<string, byte[]> { ["tokenizer.json"] = golden.Bytes("tokenizer.json"), ["tokenizer_config.json"] = golden.Bytes("tokenizer_config.json") };
        Applied().ShouldContain("<|im_start|>user");
        Write("tokenizer_config.json", """{"chat_template":[{"name":"tool_use","template":"tools"},{"name":"default","template":"{{ eos_token }}list"}],"eos_token":"<|im_end|>"}""");
        Applied().ShouldBe("<|im_end|>list");
        Write("tokenizer_config.json", "{}");
        Should.Throw<InvalidOperationException>(Applied).Message.ShouldContain("no chat template");
        Write("chat_template.json", """{"chat_template":"json"}""");
        Applied().ShouldBe("json");
        Write("chat_template.jinja", "{{ messages[0].content }}\n");
        Applied().ShouldBe("x");
        Write("chat_template.jinja", "{% if %}");
        Load().Encode("still works").Ids.ToArray().ShouldNotBeEmpty();
        Should.Throw<ChatTemplateException>(() => Load().ChatTemplate);
        files["chat_template.jinja"] = [0xFF, 0xFE];
        Should.Throw<TokenizerFormatException>(Applied).Message.ShouldContain("UTF-8");

        string Applied() => Load().ApplyChatTemplate([new("user", "x")]);
        Tokenizer Load() => Tokenizer.Load(new TokenizerFiles("the test", files.GetValueOrDefault));
        void Write(string name, string text) => files[name] = System.Text.Encoding.UTF8.GetBytes(text);
    }

    private static string Render(string source) => ChatTemplate.Parse(source).Render([]);

    private sealed class Noon : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2024, 7, 26, 12, 0, 0, TimeSpan.Zero);
    }
}
