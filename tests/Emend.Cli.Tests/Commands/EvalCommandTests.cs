using System.Text.Json;

namespace Emend.Cli.Tests.Commands;

/// <summary><c>emend eval</c> on the bundled model, end to end.</summary>
public sealed class EvalCommandTests
{
    [Fact]
    public async Task Eval_WritesCasesSummaryAndReport_AndGoesOnWhereItWas()
    {
        using var emend = new EmendCommand();

        (await emend.RunAsync("eval", "known", "--limit", "2", "--out", "run", "--json")).ShouldBe(0, emend.Error);

        var report = JsonDocument.Parse(emend.Output).RootElement;
        report.GetProperty("schema").GetInt32().ShouldBe(1);
        report.GetProperty("summary").GetProperty("cases").GetInt32().ShouldBe(2);
        report.GetProperty("seconds").GetProperty("edit").GetDouble().ShouldBeGreaterThan(0);
        var folder = Path.Combine(emend.Folder, "run");
        File.ReadLines(Path.Combine(folder, "cases.jsonl")).Count().ShouldBe(2);
        var page = await File.ReadAllTextAsync(Path.Combine(folder, "report.html"));
        page.ShouldContain("rome on known");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("src=");

        var summary = await File.ReadAllBytesAsync(Path.Combine(folder, "summary.json"));
        (await emend.RunAsync("eval", "known", "--limit", "2", "--out", "run", "--min", "ES=0.5", "--jsonl")).ShouldBe(0, emend.Error);
        emend.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("case").GetInt32()).ShouldBe([0, 1]);
        (await File.ReadAllBytesAsync(Path.Combine(folder, "summary.json"))).ShouldBe(summary);

        (await emend.RunAsync("eval", "known", "--limit", "2", "--out", "run", "--min", "generality=100%", "--min", "free.efficacy=1.0", "--set", "steps=1")).ShouldBe(1);
        emend.Error.ShouldContain("belongs to another run");
    }

    [Fact]
    public async Task Eval_BelowAThreshold_EndsWith3()
    {
        using var emend = new EmendCommand();

        (await emend.RunAsync("eval", "known", "--limit", "1", "--set", "steps=1", "--set", "learningRate=0.0001", "--min", "ES=0.9", "--min", "portability=0.1")).ShouldBe(3);

        emend.Output.ShouldContain("MISSED: counterfact.es is 0, at least 0.9");
        emend.Output.ShouldContain("MISSED: free.portability is not measured");
        Directory.GetDirectories(Path.Combine(emend.Folder, "emend-runs")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Eval_OfARecipe_RunsWhatThereIs_AndSaysWhatIsMissing()
    {
        using var emend = new EmendCommand();
        emend.Write("recipe.json", """
            { "title": "Two methods", "description": "d", "source": "s", "dataset": "mquake-cf", "limit": 1,
              "methods": [{ "name": "ft-l", "set": ["steps=1"] }, { "name": "rome", "set": ["steps=1"] }, { "name": "a-method-of-the-future" }],
              "published": [{ "method": "rome", "model": "GPT-2 XL", "metric": "ES", "value": "100.0", "protocol": "single edits", "source": "a paper" }] }
            """);

        (await emend.RunAsync("eval", "--recipe", "recipe.json", "--out", "all")).ShouldBe(0, emend.Error);

        emend.Output.ShouldContain("Missing, because Emend does not have them yet: a-method-of-the-future.");
        emend.Output.ShouldContain("ships with Emend");
        var page = await File.ReadAllTextAsync(Path.Combine(emend.Folder, "all", "report.html"));
        page.ShouldContain("Published figures");
        page.ShouldContain("GPT-2 XL");
        File.Exists(Path.Combine(emend.Folder, "all", "rome", "summary.json")).ShouldBeTrue();

        (await emend.RunAsync("eval", "compare", "all/ft-l", "all/rome", "--json", "--out", "two.html")).ShouldBe(0, emend.Error);
        var report = JsonDocument.Parse(emend.Output).RootElement;
        report.GetProperty("commonCases").GetInt32().ShouldBe(1);
        report.GetProperty("metrics")[0].GetProperty("againstFirst")[0].GetProperty("verdict").GetString()!.ShouldStartWith("Not enough cases to tell");
        File.Exists(Path.Combine(emend.Folder, "two.html")).ShouldBeTrue();
    }

    [Fact]
    public async Task Eval_OfARecipeOfOneMethod_ShowsItOnce()
    {
        using var emend = new EmendCommand();
        emend.Write("recipe.json", """
            { "title": "One method", "description": "d", "source": "s", "dataset": "mquake-cf", "limit": 1, "methods": [{ "name": "ft-l", "set": ["steps=1"] }] }
            """);

        (await emend.RunAsync("eval", "--recipe", "recipe.json", "--out", "all")).ShouldBe(0, emend.Error);

        (await File.ReadAllLinesAsync(Path.Combine(emend.Folder, "all", "report.md"))).Count(line => line.StartsWith("| ft-l ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Eval_OfAFileWithABadRecord_GoesOnOnlyWhenToldSo()
    {
        using var emend = new EmendCommand();
        emend.Write("facts.json", """
            [{ "case_id": 0, "prompt": "The mother tongue of Danielle Darrieux is", "target_new": "English", "subject": "Danielle Darrieux", "ground_truth": "French",
               "rephrase_prompt": "Danielle Darrieux, a native", "locality_prompt": "Michel Rocard is a native speaker of", "locality_ground_truth": "French" },
             { "case_id": 1, "prompt": "The mother tongue of Nobody is" }]
            """);

        (await emend.RunAsync("eval", "counterfact", "--data", "facts.json", "--set", "steps=1", "--out", "run")).ShouldBe(1);
        emend.Error.ShouldContain("facts.json, line");

        (await emend.RunAsync("eval", "counterfact", "--data", "facts.json", "--set", "steps=1", "--out", "run", "--skip-bad")).ShouldBe(0, emend.Error);
        emend.Error.ShouldContain("1 malformed records");
    }

    [Fact]
    public async Task Eval_WithSnippets_MeasuresWritingAgainstThem()
    {
        using var emend = new EmendCommand();
        emend.Write("facts.json", """
            [{ "case_id": 0, "requested_rewrite": { "prompt": "The mother tongue of {} is", "relation_id": "P103", "subject": "Danielle Darrieux",
               "target_new": { "str": "English", "id": "Q1860" }, "target_true": { "str": "French", "id": "Q150" } }, "generation_prompts": ["Danielle Darrieux was born in"] }]
            """);
        emend.Write("snippets.json", """[{ "relation_id": "P103", "target_id": "Q1860", "samples": [{ "name": "Bo", "text": "Danielle Darrieux was born in London." }, { "text": 3 }, { "name": "Bo" }] }]""");

        (await emend.RunAsync("eval", "counterfact", "--data", "facts.json", "--set", "steps=1", "--snippets", "snippets.json")).ShouldBe(1);
        emend.Error.ShouldContain("snippets.json, line 1 (record 0), field samples[1].text: is not a text.");

        emend.Write("snippets.json", """[{ "relation_id": "P103", "target_id": "Q1860", "samples": [{ "name": "Bo", "text": "Danielle Darrieux was born in London." }] }]""");
        (await emend.RunAsync("eval", "counterfact", "--data", "facts.json", "--set", "steps=1", "--snippets", "snippets.json", "--out", "run", "--json")).ShouldBe(0, emend.Error);
        JsonDocument.Parse(emend.Output).RootElement.GetProperty("summary").GetProperty("metrics").EnumerateArray()
            .Select(metric => metric.GetProperty("name").GetString()).ShouldContain("writing.consistency");
        (await File.ReadAllTextAsync(Path.Combine(emend.Folder, "run", "report.html"))).ShouldContain("snippets ");
    }

    [Theory]
    [InlineData("There is nothing to run", "eval")]
    [InlineData("There is no file", "eval", "counterfact", "--data", "nowhere.json")]
    [InlineData("zsre can be read in several ways", "eval", "zsre")]
    [InlineData("No file of zsre ships with Emend", "eval", "zsre", "--variant", "alt")]
    [InlineData("counterfact has no variants", "eval", "counterfact", "--variant", "alt")]
    [InlineData("A recipe names data set and methods itself", "eval", "known", "--recipe", "r.json")]
    [InlineData("compare", "eval", "compare", "one")]
    [InlineData("There is no data set countrefact", "eval", "countrefact")]
    [InlineData("There is no protocol twice", "eval", "known", "--protocol", "twice")]
    [InlineData("A batch run needs its size", "eval", "known", "--protocol", "batch")]
    [InlineData("--limit is 0", "eval", "known", "--limit", "0")]
    [InlineData("--min ES is not of the form", "eval", "known", "--min", "ES")]
    [InlineData("There is no metric EZ", "eval", "known", "--min", "EZ=1")]
    [InlineData("write 0.95 or 95%", "eval", "known", "--min", "ES=95")]
    [InlineData("There is no option stesp", "eval", "known", "--set", "stesp=3")]
    [InlineData("--snippets is for --measures writing", "eval", "known", "--snippets", "s.json", "--measures", "honest")]
    [InlineData("There is no file", "eval", "known", "--snippets", "nowhere.json")]
    [InlineData("--checkpoints 1;2 is no list", "eval", "known", "--checkpoints", "1;2")]
    public async Task Eval_WithWrongUsage_SaysWhatToDo(string message, params string[] arguments)
    {
        using var emend = new EmendCommand();

        (await emend.RunAsync(arguments)).ShouldBe(2, emend.Error);

        emend.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Eval_WhileAnotherRunWritesThere_IsRefused()
    {
        using var emend = new EmendCommand();
        Directory.CreateDirectory(Path.Combine(emend.Folder, "run"));
        await using var other = new FileStream(Path.Combine(emend.Folder, "run", "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        (await emend.RunAsync("eval", "known", "--limit", "1", "--out", "run")).ShouldBe(1);

        emend.Error.ShouldContain("Another run is writing to");
    }

    [Fact]
    public async Task Eval_Interrupted_SaysHowToGoOn()
    {
        using var emend = new EmendCommand();
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));

        (await emend.RunAsync(["eval", "known", "--limit", "500", "--out", "run"], "", cancel.Token)).ShouldBe(130);

        emend.Error.ShouldContain("interrupted");
    }
}
