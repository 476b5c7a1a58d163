using System.CommandLine;
using Emend.Cli.Evaluation;
using Emend.Evaluation.Runs;

namespace Emend.Cli.Commands;

/// <summary><c>emend eval</c>: runs a method over a data set and reports what it did.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var dataset = new Argument<string?>("dataset") { Description = "The data set: known (facts that the model knows), counterfact, zsre, mquake-cf and more; a wrong name lists all.", Arity = ArgumentArity.ZeroOrOne };
        var data = Text("--data", "The data set's file, instead of the sample that ships with Emend.", "FILE");
        var variant = Text("--variant", "Which way to read the data set, where there are several; without it they are listed.", "NAME");
        var recipe = Text("--recipe", "Run an experiment of the literature: a file of the folder recipes.", "FILE");
        var method = Text("--method", "The editing method: `emend methods` lists them. Default: rome.", "NAME");
        var set = Many("--set", "An option of the method; `emend methods NAME` lists them. Repeatable.", "NAME=VALUE");
        var hyperParameters = Text("--hparams", "A hyper-parameter file of EasyEdit (YAML) or of rome and memit (JSON). --set wins over it.", "FILE");
        var templates = Text("--templates", "The context templates to use instead of sampled ones.", "FILE");
        var statistics = Text("--statistics", "The second moments of keys.", "FILE");
        var protocol = Text("--protocol", "single: each case on the unedited model (default). batch: N cases at once, then the unedited model again. sequential: one after another, never restored.", "single|batch|sequential");
        var edits = Number("--edits", "How many cases are in the model at once: the size of a batch, or the length of a sequence.");
        var batch = Number("--batch", "How many cases are edited at once. Default: 1, or all of --edits in a batch run.");
        var limit = Number("--limit", "The most cases. Default: all.");
        var shuffle = new Option<bool>("--shuffle") { Description = "Draw the cases at random (--seed decides) instead of taking the first ones." };
        var checkpoints = Text("--checkpoints", "After how many cases of a sequence all earlier ones are asked again. Default: 1,10,100,300,1000,3000,10000.", "LIST");
        var skipBad = new Option<bool>("--skip-bad") { Description = "Go on past malformed records; they are counted." };
        var audit = new Option<bool>("--audit") { Description = "Leave out questions whose answer another edit of the run changes." };
        var measures = Text("--measures", "What is measured beside the data set's questions: honest (questions that a memorised sentence does not answer), thoughts (multi-hop questions once more with a chain of thought), divergence (KL at neighbours), ability (other facts, new facts in context, copying), writing (fluency, consistency, essence; slow); or all, or none. Default: honest,thoughts,divergence, in batches and sequences ability too.", "LIST");
        var snippets = Text("--snippets", "CounterFact's attribute_snippets.json, with which consistency and essence compare (measures writing too). Default: sentences of the model's own facts.", "FILE");
        var multiHop = Text("--multi-hop", "How questions over chains of facts are put: bare, examples (behind solved ones), or the folder prompts of princeton-nlp/MQuAKE. Default: bare for the bundled model, examples for others.", "bare|examples|FOLDER");
        var output = Text("--out", "Where cases.jsonl, summary.json and report.html go. A run that was stopped goes on there. Default: a folder in emend-runs, named after what is run.", "FOLDER");
        var minimum = Many("--min", "The least that a figure must reach, as in ES=0.95; below, the exit code is 3. Repeatable.", "METRIC=VALUE");
        var lines = new Option<bool>("--jsonl") { Description = "Print each case as one line of JSON as it is done." };
        var command = new TaughtCommand("eval", "Run a method over a benchmark: what it changed, and what it should not have.",
            "emend eval known --limit 100",
            "emend eval known --method r-rome --protocol sequential --edits 100 --out runs/r-rome",
            "emend eval counterfact --data counterfact.json --method memit --protocol batch --edits 100 --limit 1000",
            "emend eval known --limit 50 --min efficacy=0.95 --min locality=0.8",
            "emend eval --recipe recipes/yao-table2.json",
            "emend eval compare runs/rome runs/r-rome")
        {
            dataset, data, variant, recipe, method, set, hyperParameters, templates, statistics, protocol, edits, batch, limit, shuffle, checkpoints, skipBad, audit, measures, snippets, multiHop, output, minimum, lines, EvalCompareCommand.Create(),
        };
        command.Explanation = "Every figure stands beside that of the unedited model and of the model that only reads the fact in its prompt. "
            + "Ctrl+C stops a run between two cases; the same command goes on with it, and ends in the same bytes.";
        command.SetAction((result, cancel) =>
        {
            var invocation = Invocation.From(result);
            var order = new EvalOrder
            {
                Dataset = result.GetValue(dataset),
                DataFile = result.GetValue(data),
                Variant = result.GetValue(variant),
                Method = result.GetValue(method),
                Settings = result.GetValue(set) ?? [],
                HyperParameterFile = result.GetValue(hyperParameters),
                TemplatesFile = result.GetValue(templates),
                StatisticsFile = result.GetValue(statistics),
                Protocol = Protocol(result.GetValue(protocol)),
                Edits = AtLeastOne(result.GetValue(edits), "--edits"),
                Batch = AtLeastOne(result.GetValue(batch), "--batch"),
                Limit = AtLeastOne(result.GetValue(limit), "--limit"),
                Shuffle = result.GetValue(shuffle),
                Checkpoints = Checkpoints(result.GetValue(checkpoints)),
                SkipBad = result.GetValue(skipBad),
                Audit = result.GetValue(audit),
                Measures = Measures(result.GetValue(measures)),
                SnippetsFile = result.GetValue(snippets),
                MultiHop = result.GetValue(multiHop),
                Folder = result.GetValue(output),
                Thresholds = [.. (result.GetValue(minimum) ?? []).Select(Threshold.Parse)],
                Lines = result.GetValue(lines),
            };
            if (result.GetValue(recipe) is not { } path) return EvalRun.StartAsync(invocation, order, cancel);
            return order.Dataset is null && order.Method is null
                ? RecipeRun.StartAsync(invocation, order, path, cancel)
                : throw new UsageException("A recipe names data set and methods itself: leave yours out, or leave --recipe out.");
        });
        return command;
    }

    private static Option<string?> Text(string name, string description, string value) => new(name) { Description = description, HelpName = value };

    private static Option<int?> Number(string name, string description) => new(name) { Description = description, HelpName = "N" };

    private static Option<string[]?> Many(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    private static int? AtLeastOne(int? value, string option) =>
        value < 1 ? throw new UsageException($"{option} is {value}: give a whole number of at least 1.") : value;

    private static RunProtocol Protocol(string? name) => name switch
    {
        null or "single" => RunProtocol.Single,
        "batch" => RunProtocol.Batch,
        "sequential" => RunProtocol.Sequential,
        _ => throw new UsageException($"There is no protocol {name}: it is single, batch or sequential."),
    };

    private static RunMeasures? Measures(string? list)
    {
        if (list is null)
            return null;
        var measures = RunMeasures.None;
        foreach (var name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            // numbers are names to the parser
            measures |= Enum.TryParse<RunMeasures>(name, ignoreCase: true, out var one) && name.All(char.IsLetter)
                ? one
                : throw new UsageException($"--measures {list}: there is no measure \"{name}\"; choose among {string.Join(", ", Enum.GetNames<RunMeasures>().Select(known => known.ToLowerInvariant()))}.");
        }

        return measures;
    }

    private static IReadOnlyList<int> Checkpoints(string? list)
    {
        if (list is null)
            return [1, 10, 100, 300, 1000, 3000, 10000];
        var numbers = new SortedSet<int>();
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, out var number) || number < 1)
                throw new UsageException($"--checkpoints {list} is no list of numbers: write it as 1,10,100.");
            numbers.Add(number);
        }

        return [.. numbers];
    }
}
