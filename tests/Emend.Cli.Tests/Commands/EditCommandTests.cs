using System.Text.Json;
using Emend.Files;

namespace Emend.Cli.Tests.Commands;

[Collection(EditedLedgerCollection.Name)]
public sealed class EditCommandTests(EditedLedger ledger) : IDisposable
{
    private static readonly string[] Kinds = ["rewrite", "rephrase", "distracted", "neighbour", "own-fact", "perplexity"];

    private readonly EmendCommand emend = new();

    public void Dispose() => emend.Dispose();

    [Fact]
    public void Json_Tells_The_Edit_Whole()
    {
        var report = ledger.Report;
        report.GetProperty("schema").GetInt32().ShouldBe(1);
        report.GetProperty("commit").GetString()!.Length.ShouldBe(64);
        report.GetProperty("method").GetString().ShouldBe("rome");
        report.GetProperty("options").GetProperty("steps").GetInt32().ShouldBeGreaterThan(0);
        var request = report.GetProperty("requests").EnumerateArray().Single();
        request.GetProperty("prompt").GetString().ShouldBe("The mother tongue of {} is");
        request.GetProperty("subject").GetString().ShouldBe("Danielle Darrieux");
        request.GetProperty("target").GetString().ShouldBe("English");
        request.GetProperty("before").GetProperty("answer").GetString().ShouldBe("French");
        request.GetProperty("after").GetProperty("answer").GetString().ShouldBe("English");
        request.GetProperty("after").GetProperty("probability").GetDouble().ShouldBeInRange(0.3, 1);
        report.GetProperty("seconds").GetProperty("total").GetDouble().ShouldBeGreaterThan(report.GetProperty("seconds").GetProperty("edit").GetDouble());
        report.GetProperty("seconds").GetProperty("precompute").GetDouble().ShouldBeGreaterThan(0);
        report.GetProperty("peakBytes").GetInt64().ShouldBeGreaterThan(1 << 20);
        var weight = report.GetProperty("weights").EnumerateArray().Single();
        weight.GetProperty("rank").GetInt32().ShouldBe(1);
        weight.GetProperty("norm").GetDouble().ShouldBeGreaterThan(0);
        weight.GetProperty("relativeNorm").GetDouble().ShouldBeInRange(0, 1);
    }

    [Fact]
    public void Checks_Ask_The_Fact_And_What_Shall_Stay()
    {
        var checks = ledger.Report.GetProperty("checks").EnumerateArray().ToList();
        var kinds = checks.Select(check => check.GetProperty("kind").GetString()!).ToList();
        kinds.ShouldBeSubsetOf(Kinds);
        kinds.ShouldContain("rewrite");
        kinds.Count(kind => kind == "rephrase").ShouldBeGreaterThan(2);
        kinds.Count(kind => kind == "distracted").ShouldBe(2);
        kinds.Count(kind => kind == "neighbour").ShouldBeGreaterThan(4);
        kinds[^1].ShouldBe("perplexity");
        foreach (var check in checks)
        {
            check.GetProperty("before").GetProperty("probability").GetDouble().ShouldBeInRange(0, 1);
            check.GetProperty("after").GetProperty("answer").GetString().ShouldNotBeNull();
        }

        ledger.Code.ShouldBe(checks.All(check => check.GetProperty("passed").GetBoolean()) ? 0 : 3);
    }

    [Fact]
    public void Out_And_Values_Are_Written()
    {
        var edit = Edit.Load(ledger.File("edit.safetensors"));
        edit.Record.Requests.Single().Subject.ShouldBe("Danielle Darrieux");
        edit.Record.Note.ShouldBe("for the tests");
        var values = SafetensorsFile.Open(ledger.File("values.safetensors"));
        foreach (var name in (string[])["0.key", "0.value", "0.initial", "0.residual", "0.loss"]) values.Contains(name).ShouldBeTrue(name);
    }

    [Fact]
    public async Task A_Dry_Run_Commits_Nothing()
    {
        (await emend.RunAsync("edit", EditedLedger.Prompt, "English", "--dry-run", "--set", "steps=2", "--neighbour", "The mother tongue of Blaise Pascal is=French", "--rephrase", "[Danielle Darrieux] spoke the language"))
            .ShouldBeOneOf(0, 3);
        emend.Output.ShouldContain("A dry run: nothing was committed.");
        emend.Output.ShouldContain("Danielle Darrieux spoke the language");
        emend.Output.ShouldContain("The mother tongue of Blaise Pascal is");
        Directory.Exists(Path.Combine(emend.Folder, ".emend")).ShouldBeFalse();
    }

    [Fact]
    public async Task Many_Requests_Are_Edited_In_One_Commit()
    {
        emend.Write("requests.jsonl", """
            {"prompt": "The mother tongue of {} is", "subject": "Danielle Darrieux", "target_new": {"str": "English"}}
            {"prompt": "Blaise Pascal is a native speaker of", "subject": "Blaise Pascal", "target_new": "German", "rephrase_prompt": "The mother tongue of Blaise Pascal is"}
            """);
        emend.Write("templates.json", """["{}", "Yesterday. {}"]""");
        (await emend.RunAsync("edit", "--requests", "requests.jsonl", "--templates", "templates.json", "--json")).ShouldBeOneOf(0, 3);
        JsonDocument.Parse(emend.Output).RootElement.GetProperty("requests").GetArrayLength().ShouldBe(2);
        (await emend.RunAsync("log", "--json")).ShouldBe(0);
        JsonDocument.Parse(emend.Output).RootElement.GetProperty("commits").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData(2, "There is nothing to edit", "edit")]
    [InlineData(2, "The target is missing", "edit", EditedLedger.Prompt)]
    [InlineData(2, "is empty: give the answer that the model shall learn", "edit", EditedLedger.Prompt, " ")]
    [InlineData(2, "marks no subject", "edit", "The mother tongue of Danielle Darrieux is", "English")]
    [InlineData(2, "marks more than one subject", "edit", "The [mother tongue] of [Danielle Darrieux] is", "English")]
    [InlineData(2, "is empty: name what the fact is about", "edit", "The mother tongue of [ ] is", "English")]
    [InlineData(2, "is not of the form PROMPT=ANSWER", "edit", EditedLedger.Prompt, "English", "--neighbour", "Lyon")]
    [InlineData(2, "There is no method rom", "edit", EditedLedger.Prompt, "English", "--method", "rom")]
    [InlineData(2, "There is no option lerningRate: the nearest is learningRate", "edit", EditedLedger.Prompt, "English", "--set", "lerningRate=1")]
    [InlineData(2, "takes whole number, but \"many\" was given", "edit", EditedLedger.Prompt, "English", "--set", "steps=many")]
    [InlineData(2, "is not of the form NAME=VALUE", "edit", EditedLedger.Prompt, "English", "--set", "steps")]
    [InlineData(1, "Layer 99 does not exist", "edit", EditedLedger.Prompt, "English", "--set", "layer=99", "--set", "secondMoments=false")]
    [InlineData(1, "There is no file of requests", "edit", "--requests", "nowhere.json")]
    [InlineData(1, "There is no hyper-parameter file", "edit", EditedLedger.Prompt, "English", "--hparams", "nowhere.yaml")]
    [InlineData(1, "There is no statistics file", "edit", EditedLedger.Prompt, "English", "--statistics", "nowhere.safetensors")]
    [InlineData(1, "already: there is nothing to edit", "edit", EditedLedger.Prompt, "French")]
    public async Task Bad_Input_Gets_One_Sentence_And_Changes_Nothing(int code, string sentence, params string[] arguments)
    {
        (await emend.RunAsync(arguments)).ShouldBe(code);
        emend.Output.ShouldBeEmpty();
        emend.Error.ShouldContain(sentence);
        emend.Error.ShouldNotContain("   at ");
        Directory.Exists(Path.Combine(emend.Folder, ".emend")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_Unknown_Field_Of_A_Hyper_Parameter_File_Is_Named()
    {
        emend.Write("rome.yaml", "alg_name: ROME\nlayers: [1]\nv_learning: 0.5\n");
        (await emend.RunAsync("edit", EditedLedger.Prompt, "English", "--hparams", "rome.yaml")).ShouldBe(1);
        emend.Error.ShouldContain("rome.yaml: the field v_learning is not known.");
    }

    [Fact]
    public async Task An_Interrupted_Edit_Ends_With_130_And_Commits_Nothing()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        (await emend.RunAsync(["edit", EditedLedger.Prompt, "English"], "", cancel.Token)).ShouldBe(130);
        emend.Error.ShouldBe("emend: interrupted; nothing was left half done.\n");
        Directory.Exists(Path.Combine(emend.Folder, ".emend")).ShouldBeFalse();
    }
}
