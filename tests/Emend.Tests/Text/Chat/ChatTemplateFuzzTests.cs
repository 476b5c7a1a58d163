using System.Text;
using System.Text.Json;
using Emend.Tests.Fuzzing;
using Emend.Text.Chat;
using Xunit.Abstractions;

namespace Emend.Tests.Text.Chat;

public sealed class ChatTemplateFuzzTests(ITestOutputHelper output)
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "chat_templates", "golden.json"))).RootElement;

    private static readonly Mutator Mutator = new(
        "{%", "%}", "{{", "}}", "{#", "#}", "{%-", "-%}", "{% if ", "{% endif %}", "{% for m in messages %}", "{% endfor %}", "{% set x = ", "{% macro f(a) %}", "{% endmacro %}",
        "messages", "loop.last", "[0]", "[1:]", ".content", "|trim", "|length", "|tojson", "|map(", "|list", " is defined", " not ", " in ", " ~ ", " * ", " ** ", "namespace(", "range(", "f(", "(", ")");

    [Fact]
    public void Mutated_Templates_Are_Rendered_Or_Refused()
    {
        byte[][] sources = [.. Golden.GetProperty("templates").EnumerateArray().Select(template => Encoding.UTF8.GetBytes(template.GetProperty("template").GetString()!))];
        ChatMessage[] messages = [new("system", "Be brief."), new("user", "Hello {{ there }}!"), new("assistant", "Hi.")];
        var rendered = 0;
        for (var seed = 0; seed < FuzzRun.Files; seed++)
        {
            var random = new Random(seed);
            var source = Encoding.UTF8.GetString(Mutator.Mutate(sources[random.Next(sources.Length)], random));
            try
            {
                _ = ChatTemplate.Parse(source).Render(messages);
                rendered++;
            }
            catch (ChatTemplateException error)
            {
                error.Message.Length.ShouldBeLessThan(1_000, source);
                error.Message.ReplaceLineEndings("").ShouldBe(error.Message, source);
                error.Message.ShouldEndWith(".");
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.GetType().Name} is no refusal: {source}", error);
            }
        }

        output.WriteLine($"{FuzzRun.Files} templates, {rendered} rendered");
        rendered.ShouldBeInRange(FuzzRun.Files / 20, FuzzRun.Files);
    }
}
