using System.CommandLine;
using Emend.Cli.Tracing;
using Emend.Tracing;

namespace Emend.Cli.Commands;

/// <summary><c>emend trace</c>: where in the model a fact passes.</summary>
internal static class TraceCommand
{
    public static Command Create()
    {
        var prompt = new Argument<string?>("prompt") { Description = "The beginning of a statement, its subject in [brackets].", Arity = ArgumentArity.ZeroOrOne };
        var subject = new Option<string?>("--subject") { Description = "What stands in place of {} in the prompt.", HelpName = "TEXT" };
        var expect = new Option<string?>("--expect") { Description = "The right answer: if the model gives another, the exit code is 3. Default: the known answer, where it is known, to which a note compares.", HelpName = "ANSWER" };
        var dataset = new Option<string?>("--dataset") { Description = $"Average over facts instead of one prompt: {string.Join(" or ", DatasetTrace.Names)}.", HelpName = "NAME" };
        var data = new Option<string?>("--data") { Description = "A file of facts such as known_1000.json (kmeng01/rome). Default: the facts beside the model, else the bundled ones.", HelpName = "FILE" };
        var limit = new Option<int?>("--limit") { Description = "With --dataset: trace at most so many facts. Default: all that the model knows.", HelpName = "N" };
        var kinds = new Option<string>("--kind") { Description = "What is restored: state, mlp, attn, separated by commas.", HelpName = "LIST", DefaultValueFactory = _ => "state,mlp,attn" };
        var samples = new Option<int>("--samples") { Description = "How many times the subject is corrupted.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var window = new Option<int?>("--window") { Description = "How many neighbouring layers mlp and attn restore together. Default: a third of the model's layers, at most 10.", HelpName = "N" };
        var noise = new Option<string>("--noise") { Description = "3s (three standard deviations of subject embeddings), a number, u0.2 (uniform), m (as embeddings of text are distributed) or t3 (Student's).", HelpName = "RULE", DefaultValueFactory = _ => NoiseRule.Default.ToString() };
        var noiseText = new Option<string?>("--noise-text") { Description = "With --noise m or t: the text, one a line. Default: text as the model was trained on, else the facts.", HelpName = "FILE" };
        var replace = new Option<bool>("--replace") { Description = "Put the noise in place of the subject's embeddings instead of adding it." };
        var severed = new Option<bool>("--severed") { Description = "Also restore states while the MLPs, or the attention, of the subject's last token stay corrupted." };
        var severedNoise = new Option<SeveredNoise>("--severed-noise") { Description = "same, or released: the published code freezes what another noise gave.", HelpName = "same|released" };
        var original = new Option<bool>("--original") { Description = "Without the ledger's edits." };
        var output = new Option<string[]>("--out") { Description = "Write to a file that ends in .svg, .html, .json or .safetensors; may be given several times.", HelpName = "FILE" };
        var command = new TaughtCommand("trace", "Show where in the model a fact passes: corrupt the subject, restore one value after the other, see what brings the answer back.",
            "emend trace \"The mother tongue of [Danielle Darrieux] is\"",
            "emend trace \"The mother tongue of [Danielle Darrieux] is\" --severed --out trace.html",
            "emend trace --dataset known_1000 --limit 100 --kind mlp --json")
        { prompt, subject, expect, dataset, data, limit, kinds, samples, window, noise, noiseText, replace, severed, severedNoise, original, output };
        command.Explanation = "Causal tracing (Meng et al. 2022). Tokens of the subject end in an asterisk; the darker a cell, the more of the answer's probability comes back when that token's value at that layer is restored.";
        command.Validators.Add(result =>
        {
            if (result.GetValue(prompt) is null && result.GetValue(dataset) is null) result.AddError("trace needs a prompt with its subject in [brackets], or --dataset.");
            if (result.GetValue(prompt) is not null && result.GetValue(dataset) is not null) result.AddError("A prompt and --dataset exclude each other: leave one out.");
            if (result.GetValue(limit) is not null && result.GetValue(dataset) is null) result.AddError("--limit is for --dataset: add it, or leave --limit out.");
        });
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            var invocation = Invocation.From(result);
            var order = new TraceOrder
            {
                Options = Checked(new TraceOptions
                {
                    Kinds = Kinds(result.GetRequiredValue(kinds)),
                    Samples = result.GetValue(samples),
                    Window = result.GetValue(window),
                    Severed = result.GetValue(severed),
                    SeveredNoise = result.GetValue(severedNoise),
                    Seed = (uint)invocation.Seed,
                }),
                Noise = Rule(result.GetRequiredValue(noise)),
                NoiseText = result.GetValue(noiseText),
                Replaces = result.GetValue(replace),
                Data = result.GetValue(data),
                Original = result.GetValue(original),
                Outputs = TraceOutput.Checked(invocation, result.GetValue(output) ?? []),
            };
            return result.GetValue(dataset) is { } name
                ? DatasetTrace.Run(invocation, order, name, result.GetValue(limit), cancel)
                : PromptTrace.Run(invocation, order, MarkedPrompt.Request(result.GetRequiredValue(prompt)!, result.GetValue(subject), "any"), result.GetValue(expect), cancel);
        }, CancellationToken.None));
        return command;
    }

    private static List<TraceKind> Kinds(string list) => [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name =>
        Enum.GetValues<TraceKind>().Cast<TraceKind?>().FirstOrDefault(kind => TraceFile.Name(kind!.Value) == name)
        ?? throw new UsageException($"--kind {list}: there is no kind {name}, only state, mlp and attn.")).Distinct()];

    private static NoiseRule Rule(string text)
    {
        try
        {
            return NoiseRule.Parse(text);
        }
        catch (FormatException error)
        {
            throw new UsageException(error.Message);
        }
    }

    private static TraceOptions Checked(TraceOptions options)
    {
        try
        {
            options.Check();
            return options;
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }
    }
}
