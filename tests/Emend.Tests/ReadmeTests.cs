using Emend.Editing;
using Emend.Editing.Rome;

namespace Emend.Tests;

/// <summary>README's C# is compiled and run here, and the sample holds the same lines.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Readme_Runs()
    {
        // README
        var model = LanguageModel.Load("atlas");

        var request = EditRequest.Parse("The mother tongue of [Danielle Darrieux] is", "English");
        Edit edit = await new Rome(model).EditAsync([request]);

        var edited = model.With(edit);
        // end of README

        edited.Score(request.Text, " English")[0].IsBest.ShouldBeTrue();
        model.Score(request.Text, " English")[0].IsBest.ShouldBeFalse();
    }

    [Fact]
    public void Readme_ShowsTheCodeThatRuns()
    {
        var shown = Between(Lines("README.md"), "```csharp", "```");
        Between(Lines("tests", "Emend.Tests", "ReadmeTests.cs"), "// README", "// end of README").ShouldBe(shown);
        var sample = Lines("samples", "01-first-edit.cs");
        shown.ShouldAllBe(line => sample.Contains(line));
    }

    private static string[] Lines(params string[] path) =>
        [.. File.ReadAllLines(Path.Combine([Assets.Root, .. path])).Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static string[] Between(string[] lines, string first, string last) =>
        [.. lines.SkipWhile(line => line != first).Skip(1).TakeWhile(line => line != last)];
}
