using System.Globalization;
using System.Text;

namespace Emend.Pretraining;

/// <summary>Writes what a pretrained model is, knows and can not do, in Markdown.</summary>
internal static class ModelCard
{
    /// <summary>The name of the file within the output folder.</summary>
    public const string FileName = "MODEL_CARD.md";

    /// <summary>The card of a model.</summary>
    /// <param name="recipe">What it was trained by.</param>
    /// <param name="world">What it was trained on.</param>
    /// <param name="parameters">The number of its weights.</param>
    /// <param name="report">Its evaluation.</param>
    /// <param name="seconds">How long training took.</param>
    public static string Write(PretrainRecipe recipe, World world, int parameters, EvaluationReport report, double seconds)
    {
        var shape = recipe.Model;
        var card = new StringBuilder();
        Line($"# {parameters / 1e6:0.0} million parameters that know {world.Facts.Count:N0} facts");
        Line($"A GPT-2 ({shape.Layers} layers, {shape.Width} wide, {shape.Heads} heads, vocabulary {recipe.Vocabulary}, context {shape.Context}, stored as float16), trained from random weights by `emend pretrain` with `recipe.json`: {recipe.Steps:N0} steps of {recipe.Rows} × {shape.Context} tokens, {report.Tokens / 1e6:0.0} million tokens in {seconds / 60:0} minutes. `training_log.jsonl` is its log, `loss.svg` its loss, `evaluation.json` the numbers below. It exists to be edited: small enough for any computer, and it truly knows something.");
        Line($"## What it knows");
        Line($"The world has {world.Facts.Count:N0} facts of {world.Relations.Count} relations about {world.Subjects.Count:N0} subjects. An answer counts when greedy decoding gives it exactly. \"Guessing\" is what always giving the commonest answer of the relation (of the pair of relations for two hops) would score. What was held out was chosen by the salts in the recipe.");
        Row("measure", "right", "of", "share", "guessing");
        Rule(5);
        foreach (var measure in report.Measures)
            Row(measure.Name, $"{measure.Correct}", $"{measure.Count}", Percent(measure.Share), measure.Guessing is { } guessing && measure.Count > 0 && guessing > 0 ? Percent(guessing / (double)measure.Count) : "–");
        card.Append('\n');
        Line($"## By relation");
        Line($"Held-out wording and question: only the facts that never had that form in training.");
        Row("relation", "name", "facts", "trained wording", "held-out wording", "question", "guessing");
        Rule(7);
        foreach (var relation in report.Relations)
            Row(relation.Relation, relation.Name, $"{relation.Facts}", Percent(relation.Trained), Optional(relation.HeldOutWording), Optional(relation.Question), Percent(relation.Guessing));
        card.Append('\n');
        Line($"## What it can not do");
        Line($"""
            - It knows these facts and nothing else, in a few wordings each. It does not converse, count, translate or write.
            - It knows what the data sets say, errors included, as of about 2020-21. See `NOTICE.md` for their origins.
            - Asked about anything else, it answers with the confidence of someone who has never been taught to say "I do not know".
            - On the multi-hop questions of MQuAKE in their own wording, compare with guessing before believing the share: the answers are few.
            - Most subjects have a single fact, so nothing forces the model to keep a subject's facts apart: an edit of one often takes the others along, most of all at layer 0.
            - It is English only, and its numbers say nothing about larger models.
            """);
        return card.ToString();

        void Line(FormattableString text) => card.Append(text.ToString(CultureInfo.InvariantCulture)).Append("\n\n");
        void Row(params string[] cells) => card.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        void Rule(int columns) => card.Append('|').Insert(card.Length, "---|", columns).Append('\n');
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Optional(double? share) => share is { } known ? Percent(known) : "–";
}
