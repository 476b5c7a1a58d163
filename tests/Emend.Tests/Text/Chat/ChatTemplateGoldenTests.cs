using System.Text.Json;
using Emend.Text.Chat;

namespace Emend.Tests.Text.Chat;

/// <summary>Every case of Golden/chat_templates, made with transformers 5.23.0.</summary>
public sealed class ChatTemplateGoldenTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "chat_templates", "golden.json"))).RootElement;

    public static TheoryData<string> Templates => [.. Golden.GetProperty("templates").EnumerateArray().Select(template => template.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void Render_Gives_What_The_Reference_Gives(string name)
    {
        var golden = Golden.GetProperty("templates").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);
        var tokens = golden.GetProperty("tokens").EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetString()!);
        var template = ChatTemplate.Parse(golden.GetProperty("template").GetString()!, tokens);
        var cases = golden.GetProperty("cases").EnumerateArray().ToList();
        cases.Count.ShouldBeGreaterThan(20);
        foreach (var item in cases)
        {
            string Render() => template.Render(
                item.GetProperty("messages"), item.GetProperty("add_generation_prompt").GetBoolean(), item.TryGetProperty("variables", out var variables) ? variables : null);
            if (item.TryGetProperty("error", out var error))
                Should.Throw<ChatTemplateException>(Render).Message.ShouldContain(error.GetString()!.TrimEnd('.'), Case.Sensitive, item.GetRawText());
            else
                Render().ShouldBe(item.GetProperty("rendered").GetString(), item.GetRawText());
        }
    }
}
