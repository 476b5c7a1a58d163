using System.CommandLine;
using Emend.Cli.Editing;
using Emend.Editing.Requests;

namespace Emend.Cli.Commands;

/// <summary><c>emend edit</c>: computes an edit, proves it, commits it.</summary>
internal static class EditCommand
{
    public static Command Create()
    {
        var prompt = new Argument<string?>("prompt") { Description = "The fact up to its answer, the subject in [brackets].", Arity = ArgumentArity.ZeroOrOne };
        var target = new Argument<string?>("target") { Description = "The answer that the model shall give.", Arity = ArgumentArity.ZeroOrOne };
        var subject = new Option<string?>("--subject") { Description = "What stands in place of {} in the prompt, instead of brackets.", HelpName = "TEXT" };
        var method = new Option<string?>("--method") { Description = "The editing method: `emend methods` lists them. Default: rome.", HelpName = "NAME" };
        var set = Many("--set", "An option of the method; `emend methods NAME` lists them with defaults and source. Repeatable.", "NAME=VALUE");
        var hyperParameters = new Option<string?>("--hparams") { Description = "A hyper-parameter file of EasyEdit (YAML) or of rome and memit (JSON). --set wins over it.", HelpName = "FILE" };
        var rephrase = Many("--rephrase", "The question in other words, to check. Repeatable. Default: the wordings that the model is known to know.", "TEXT");
        var neighbour = Many("--neighbour", "A question whose answer shall stay, to check. Repeatable. Default: the model's known facts.", "PROMPT=ANSWER");
        var requests = new Option<string?>("--requests") { Description = "Many edits at once: a JSON array or JSON lines in the form of CounterFact, of ROME's requests, or of EasyEdit.", HelpName = "FILE" };
        var templates = new Option<string?>("--templates") { Description = "The context templates to use instead of sampled ones: a JSON array of texts with {} for the prompt.", HelpName = "FILE" };
        var statistics = new Option<string?>("--statistics") { Description = "The second moments of keys: a safetensors file with mom2.<layer>, or an .npz file of rome or memit.", HelpName = "FILE" };
        var note = new Option<string?>("--note") { Description = "A remark, kept with the commit.", HelpName = "TEXT" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Compute and prove, but commit nothing." };
        var keepGoing = new Option<bool>("--keep-going") { Description = "Leave out a fact whose computation fails, and go on with the others." };
        var lastWins = new Option<bool>("--last-wins") { Description = "Of several answers to the same question write the last, instead of refusing them." };
        var output = new Option<string?>("--out") { Description = "Also write the edit file here.", HelpName = "FILE" };
        var values = new Option<string?>("--values") { Description = "Write the method's intermediate values here (safetensors: 0.key, 0.value, 0.loss …).", HelpName = "FILE" };
        var command = new TaughtCommand("edit", "Edit a fact: compute the change, prove it, commit it.",
            "emend edit \"The mother tongue of [Danielle Darrieux] is\" English",
            "emend edit \"The mother tongue of {} is\" English --subject \"Danielle Darrieux\" --dry-run",
            "emend edit \"[Lyon] lies in\" Italy --method r-rome --set layer=2 --neighbour \"Nantes lies in=France\"",
            "emend edit --requests facts.json --note \"spring corrections\"")
        {
            prompt, target, subject, method, set, hyperParameters, rephrase, neighbour, requests, templates, statistics, note, dryRun, keepGoing, lastWins, output, values,
        };
        command.Explanation = "The model's files stay as they are: an edit is a small file in the ledger, which `emend ask` applies and `emend revert` takes back. "
            + "Questions about the same fact, its neighbours and the subject's other facts are asked before and after; if one of them misses, the edit is committed all the same and the exit code is 3.";
        command.SetAction((result, cancel) => EditRun.StartAsync(
            Invocation.From(result),
            new EditOrder
            {
                Edit = ReadEdit(result.GetValue(prompt), result.GetValue(target), result.GetValue(subject), result.GetValue(rephrase) ?? [], result.GetValue(neighbour) ?? []),
                RequestsFile = result.GetValue(requests),
                Method = result.GetValue(method),
                Settings = result.GetValue(set) ?? [],
                HyperParameterFile = result.GetValue(hyperParameters),
                TemplatesFile = result.GetValue(templates),
                StatisticsFile = result.GetValue(statistics),
                Note = result.GetValue(note),
                DryRun = result.GetValue(dryRun),
                KeepGoing = result.GetValue(keepGoing),
                LastWins = result.GetValue(lastWins),
                EditFile = result.GetValue(output),
                ValuesFile = result.GetValue(values),
            },
            cancel));
        return command;
    }

    private static Option<string[]?> Many(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, AllowMultipleArgumentsPerToken = false };

    private static RequestedEdit? ReadEdit(string? prompt, string? target, string? subject, string[] rephrasings, string[] neighbours)
    {
        if (prompt is null) return null;
        if (target is null) throw new UsageException("The target is missing: say what the model shall answer, as in `emend edit \"The mother tongue of [Danielle Darrieux] is\" English`.");
        try
        {
            return new RequestedEdit(MarkedPrompt.Request(prompt, subject, target))
            {
                Rephrasings = [.. rephrasings.Select(text => MarkedPrompt.Text(text, subject))],
                Neighbours = [.. neighbours.Select(Neighbour.Parse)],
            };
        }
        catch (FormatException error)
        {
            throw new UsageException(error.Message);
        }
    }
}
