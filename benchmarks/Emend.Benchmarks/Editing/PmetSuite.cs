using System.Globalization;
using Emend.Benchmarks.Measurement;
using Emend.Editing;
using Emend.Editing.Methods;
using Emend.Editing.Pmet;
using Emend.Editing.Solving;
using Emend.Editing.Spreading;
using Emend.Editing.Statistics;
using Emend.Editing.Values;
using Emend.Evaluation;
using Emend.Evaluation.Cases;
using Emend.Models;
using Emend.Pretraining;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Benchmarks.Editing;

/// <summary>
/// What becomes of PMET's two changes: how probable the target is with both, with each alone and after the weights are written, and
/// the same where the search or the write is another one: <c>pmet MODEL COUNT [NAME=VALUE …]</c>, single edits of the tuning half.
/// </summary>
internal static class PmetSuite
{
    private const int CaseSeed = 7;

    // what is searched, whether the stream's value is reached or the MLP's, and how the way is shared among the layers
    private static readonly (string Name, InitialValue Searched, bool InStream, ResidualSpread Spread)[] Ways =
    [
        ("both searched, the MLP's written (PMET)", InitialValue.MlpAndAttentionOutputs, false, ResidualSpread.SquareRoot),
        ("… in even parts", InitialValue.MlpAndAttentionOutputs, false, ResidualSpread.Even),
        ("both searched, what both do to the stream written in even parts", InitialValue.MlpAndAttentionOutputs, true, ResidualSpread.Even),
        ("the MLP's alone searched and written", InitialValue.MlpOutput, false, ResidualSpread.SquareRoot),
        ("the MLP's alone searched, the stream's value written in even parts", InitialValue.MlpOutput, true, ResidualSpread.Even),
    ];

    public static void Run(string[] arguments)
    {
        var model = LanguageModel.Load(arguments.ElementAtOrDefault(0) ?? "atlas");
        var count = int.Parse(arguments.ElementAtOrDefault(1) ?? "40", CultureInfo.InvariantCulture);
        var settings = arguments.Skip(2).Select(text => text.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1])).ToList();
        var options = (PmetOptions)OptionSet.With(PmetDefaults.For(model), settings).CompletedFor(model);
        var cases = new KnownFactCases(World.Load(model.Folder), CaseSeed, FactPart.Tuning).Take(model, count).ToList();
        var (contexts, statistics) = (ContextSampler.ForMemit(model, 1), new SecondMoments(model));
        var report = new Report($"What becomes of PMET's two changes on {model.Name} ({model.Hash[..12]})");
        report.Paragraph($"{cases.Count} single edits, tuning half, seed {CaseSeed}; layers {string.Join(", ", options.Layers)}; {(settings.Count == 0 ? "the model's own settings" : string.Join(' ', arguments.Skip(2)))}. Means over edits; P is the target's probability over the search's contexts, in per cent; ES, PS and NS in per cent with 95 % Wilson intervals.");
        var rows = new List<string[]>();
        foreach (var way in Ways)
            rows.Add(Row(way.Name, [.. cases.Select(edit => Measure(model, edit, way, options, contexts, statistics))]));
        report.Table(["what is searched and written", "P with all that was searched", "P with the MLP's change alone", "P with the attention's alone", "the MLP's part of the stream's change", "P after the write", "way made, MLP", "way made, stream", "steps", "ES", "PS", "NS"], rows);
        Console.WriteLine(report);
    }

    private static Outcome Measure(
        LanguageModel model, EditCase edit, (string Name, InitialValue Searched, bool InStream, ResidualSpread Spread) way,
        PmetOptions options, ContextTemplates contexts, SecondMoments statistics)
    {
        var prompts = SpreadRequests.Prepare(model, edit.ToRequests(), contexts, options)[0];
        var last = options.Layers[^1];
        var found = new ValueSearch(model, last, way.Searched, options) { Entered = options.Layers[0] }.Find([prompts])[0];
        var (clean, both) = (new Pass(model, prompts, last, null, null), new Pass(model, prompts, last, found.Change, found.AttentionChange));
        var streamed = both.Stream.Subtract(clean.Stream); // [width]
        var sweep = new LayerSweep(model, options.Layers, [prompts]);
        sweep.Enter([found]);
        var value = way.InStream ? clean.Stream.Add(streamed) : found.Value;
        var (deltas, measures) = sweep.Spread(
            value.Reshape([1, model.Architecture.Width]), way.InStream ? null : sweep.Initial, way.InStream ? Site.ResidPost(last) : Site.MlpOut(last), way.Spread,
            (layer, keys) => KeySolver.Solve(statistics.Factor(layer), keys, options.Lambda!.Value), null, CancellationToken.None);
        var edited = model.With(new Edit(new EditRecord { Method = "pmet", Requests = edit.ToRequests(), Weights = measures }, deltas));
        var after = new Pass(edited, prompts, last, null, null);
        return new Outcome(
            both.Probability,
            new Pass(model, prompts, last, found.Change, null).Probability,
            found.AttentionChange is { } ofAttention ? new Pass(model, prompts, last, null, ofAttention).Probability : double.NaN,
            Along(found.Change, streamed),
            after.Probability,
            Along(after.Mlp.Subtract(clean.Mlp), found.Change),
            Along(after.Stream.Subtract(clean.Stream), streamed),
            found.Loss.Shape[0],
            CaseScorer.Score(edited, edit));
    }

    private static string[] Row(string name, IReadOnlyList<Outcome> outcomes)
    {
        string Percent(Func<Outcome, double> of) => double.IsNaN(of(outcomes[0])) ? "–" : (100 * outcomes.Average(of)).ToString("0", CultureInfo.InvariantCulture);
        string Mean(Func<Outcome, double> of) => outcomes.Average(of).ToString("0.00", CultureInfo.InvariantCulture);
        string Preferred(EditTestKind kind) => Interval.Wilson([.. outcomes.Select(one => one.Score.Preferred(kind)).OfType<double>()]).ToString();
        return
        [
            name, Percent(one => one.Both), Percent(one => one.MlpAlone), Percent(one => one.AttentionAlone), Mean(one => one.MlpPart), Percent(one => one.After),
            Mean(one => one.WayOfMlp), Mean(one => one.WayOfStream), outcomes.Average(one => one.Steps).ToString("0.0", CultureInfo.InvariantCulture),
            Preferred(EditTestKind.Rewrite), Preferred(EditTestKind.Rephrase), Preferred(EditTestKind.Neighbour),
        ];
    }

    /// <summary>How much of a vector another one makes, along its direction.</summary>
    private static double Along(Tensor made, Tensor whole) => made.Dot(whole).Item() / whole.Dot(whole).Item();

    /// <summary>One edit: probabilities of the target, parts of the way to the value, and the answers to the case's questions.</summary>
    private sealed record Outcome(
        double Both, double MlpAlone, double AttentionAlone, double MlpPart, double After, double WayOfMlp, double WayOfStream, int Steps, CaseScore Score);

    /// <summary>A pass over the search's contexts, with changes added at the subject's last token.</summary>
    private sealed class Pass
    {
        public Pass(LanguageModel model, RewritePrompts prompts, int layer, Tensor? mlp, Tensor? attention)
        {
            using var pause = Gradients.Off();
            var batch = Batch.Of([.. prompts.Rewriting.Select(row => (IReadOnlyList<int>)[.. row.Tokens, .. prompts.Target[..^1]])]);
            int[] subjects = [.. prompts.Rewriting.Select((row, i) => batch.Start(i) + row.SubjectLast)];
            var hooks = new Hooks().Keep(Site.MlpOut(layer), Site.ResidPost(layer));
            if (mlp is not null)
                hooks.Change(Site.MlpOut(layer), output => output.AddToRows(subjects, mlp));
            if (attention is not null)
                hooks.Change(Site.AttentionOut(layer), output => output.AddToRows(subjects, attention));
            var length = prompts.Target.Length;
            var run = model.Decoder.Forward(new DecoderInput
            {
                Tokens = batch,
                LogitsAt = [.. prompts.Rewriting.SelectMany((row, i) => Enumerable.Range(batch.Start(i) + row.Tokens.Length - 1, length))],
                Hooks = hooks,
            });
            var losses = run.Logits.CrossEntropyOfRows([.. prompts.Rewriting.SelectMany(_ => prompts.Target)]).ToArray();
            Probability = losses.Chunk(length).Average(row => Math.Exp(-row.Average()));
            Mlp = run[Site.MlpOut(layer)].Rows(subjects[0], 1).Reshape([model.Architecture.Width]);
            Stream = run[Site.ResidPost(layer)].Rows(subjects[0], 1).Reshape([model.Architecture.Width]);
        }

        /// <summary>The target's probability: of each context the geometric mean over tokens, then the mean.</summary>
        public double Probability { get; }

        /// <summary>The MLP's output behind the bare prompt's subject [width].</summary>
        public Tensor Mlp { get; }

        /// <summary>The block's output there [width].</summary>
        public Tensor Stream { get; }
    }
}
