using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Datasets.Records;

/// <summary>
/// Questions under the names of what they measure: lists of <c>{prompt, ground_truth}</c> as in KnowEdit, or one object of the two, each
/// a text or a list, as in EasyEdit's requests.
/// </summary>
internal static class NamedQuestions
{
    public static IEnumerable<EditTest> Read(JsonField groups, TestMoment when) =>
        groups.Members().SelectMany(group => (group.IsList ? group.Items() : group.IsMissing ? [] : [group]).SelectMany(entry => Entry(entry, group.Name, when)));

    /// <summary>The kind that a name stands for.</summary>
    public static EditTestKind Kind(string name, TestMoment when) => name switch
    {
        "Reasoning" or "reasoning" => EditTestKind.Reasoning,
        "Subject_Aliasing" => EditTestKind.Alias,
        "Logical_Generalization" => EditTestKind.LogicalGeneralization,
        "Compositionality_I" => EditTestKind.ForwardComposition,
        "Compositionality_II" => EditTestKind.BackwardComposition,
        "Relation_Specificity" => EditTestKind.OtherAttribute,
        "Forgetfulness" => EditTestKind.Forgetfulness,
        "one_hop" => EditTestKind.OneHop,
        "distracting_neighborhood" => EditTestKind.DistractingNeighbour,
        _ => when == TestMoment.Unchanged ? EditTestKind.Locality : EditTestKind.Portability,
    };

    private static IEnumerable<EditTest> Entry(JsonField entry, string name, TestMoment when)
    {
        var (prompts, truth) = (entry["prompt"], entry["ground_truth"]);
        if (!prompts.IsList)
        {
            yield return Question(prompts.Text(), truth);
            yield break;
        }

        var questions = prompts.Texts();
        var answers = questions.Count == 1 && !truth.IsList ? [truth] : truth.Items().ToList();
        if (answers.Count != questions.Count)
            throw truth.Fault($"holds {answers.Count} answers for {questions.Count} prompts.");
        for (var i = 0; i < questions.Count; i++)
            yield return Question(questions[i], answers[i]);

        EditTest Question(string prompt, JsonField answer) => new(Kind(name, when), prompt) { Label = name, When = when, Answers = PublishedFact.Answers(answer) };
    }
}
