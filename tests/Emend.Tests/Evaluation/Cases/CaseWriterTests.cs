using Emend.Evaluation.Cases;
using Emend.Tests.Evaluation.Datasets;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Evaluation.Cases;

public sealed class CaseWriterTests
{
    [Fact]
    public void AnyCase_IsReadBackTheSame() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var cases = Enumerable.Range(0, 3).Select(i => Case(random, i)).ToList();
        var lines = cases.Select(CaseWriter.ToJson).ToList();
        var read = Sample.Read("cases", string.Join("\n", lines));
        read.Select(CaseWriter.ToJson).ShouldBe(lines);
        read.SelectMany(one => one.Tests).Select(test => (test.Prompt, test.JoinedBy, test.When, test.Rule)).ShouldBe(cases.SelectMany(one => one.Tests).Select(test => (test.Prompt, test.JoinedBy, test.When, test.Rule)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ToJson_IsOneLineWithLettersAsTheyAre()
    {
        var line = CaseWriter.ToJson(new EditCase
        {
            Id = "ß\n1",
            Edits = [],
            Tests = [new EditTest(EditTestKind.MultiHop, "¿Qué? ", "日本 <b>", null)],
            Source = new CaseSource("made"),
        });
        line.ShouldBe("""{"index":0,"id":"ß\n1","edits":[],"tests":[{"kind":"multi-hop","prompt":"¿Qué? ","answers":[["日本 <b>"]],"operator":"any","when":"after"}],"source":{"dataset":"made"}}""");
    }

    private static EditCase Case(Random random, int index) => new()
    {
        Id = Text(random),
        Index = index,
        Edits = [.. Some(random, () => new FactEdit
        {
            Subject = Maybe(random),
            LikelySubject = Maybe(random),
            SubjectId = Maybe(random),
            Template = Maybe(random),
            Prompt = Maybe(random),
            Question = Maybe(random),
            Relation = Maybe(random),
            TargetNew = random.Next(3) == 0 ? null : new EditTarget(Text(random), Maybe(random)) { Aliases = Some(random, () => Text(random)) },
            Date = Maybe(random),
            Statement = Maybe(random),
            Passage = Maybe(random),
            ChangesNothing = random.Next(2) == 0,
            Details = CaseDetails.Of((Text(random), CaseDetails.Value(Text(random)))),
        })],
        Tests = [.. Some(random, () => new EditTest((EditTestKind)random.Next(Enum.GetValues<EditTestKind>().Length), Text(random))
        {
            Label = Maybe(random),
            Answers = Some(random, () => new AnswerSet(Text(random), Text(random))),
            Rule = (AnswerRule)random.Next(2),
            When = (TestMoment)random.Next(3),
            Against = Maybe(random),
            Group = Maybe(random),
            GroupRule = (AnswerRule)random.Next(2),
            Conditions = Some(random, () => new TestCondition(Text(random), [new AnswerSet(Text(random))])),
            JoinedBy = random.Next(2) == 0 ? "" : " ",
            Cloze = Maybe(random),
            IsEdited = random.Next(3) switch { 0 => null, 1 => true, _ => false },
            Subject = Maybe(random),
            Relation = Maybe(random),
            Date = Maybe(random),
        })],
        Source = new CaseSource(Text(random), Maybe(random) ?? "", random.Next(5)),
        OldAnswers = Some(random, () => Text(random)),
        Notes = Some(random, () => Text(random)),
        Details = CaseDetails.Of(("n", CaseDetails.Value(random.Next()))),
    };

    private static List<T> Some<T>(Random random, Func<T> make) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => make())];

    private static string? Maybe(Random random) => random.Next(2) == 0 ? null : Text(random);

    private static string Text(Random random)
    {
        var letters = new[] { " ", "a", "ß", "{}", "\"", "\\", "\n", "\t", "é", "日", "🇮🇪", "\u2028", "</", "'", "0" };
        return string.Concat(Enumerable.Range(0, 1 + random.Next(8)).Select(_ => letters[random.Next(letters.Length)]));
    }
}
