using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Runs;

namespace Emend.Tests.Evaluation.Runs;

/// <summary>Asking everything at once gives what asking one by one gives.</summary>
public sealed class InterrogationTests
{
    private const double Tolerance = 1e-4; // float32, other sizes of products

    [Fact]
    public void Ask_GivesWhatEachQuestionGivesAlone()
    {
        var model = TestRun.Model;
        var tests = TestRun.Cases.Take(4).SelectMany(one => one.Tests).ToList();
        tests.Add(new EditTest(EditTestKind.Rewrite, "The mother tongue of Danielle Darrieux is  ", "English", "French"));
        const string Context = "New fact: The mother tongue of Danielle Darrieux is English. ";

        foreach (var context in new[] { null, Context })
        {
            var asked = tests.ConvertAll(test => new AskedQuestion(test, context));
            var answers = Interrogation.Ask(model, asked, CancellationToken.None);
            for (var i = 0; i < tests.Count; i++)
            {
                var forced = TeacherForcing.Score(model, [new ForcedQuery(asked[i].Forced, tests[i].Answer!, tests[i].Against!)])[0];
                answers[i].Wanted!.Mean.ShouldBe(forced[0].Mean, Tolerance, asked[i].Text);
                answers[i].Wanted!.Best.ShouldBe(forced[0].Best);
                answers[i].Rival!.Mean.ShouldBe(forced[1].Mean, Tolerance);
                var free = FreeAnswers.First(FreeAnswers.Of(model, [asked[i].Text])[0], tests[i].Answer!);
                free.ShouldStartWith(answers[i].Said!, customMessage: asked[i].Text);
            }
        }
    }

    [Fact]
    public void Ask_SaysWhichQuestionsWereTooLong()
    {
        var text = string.Join(' ', Enumerable.Repeat("The river runs through the middle of the town.", 40));
        var cut = new List<int>();

        var answers = Interrogation.Ask(
            TestRun.Model,
            [new AskedQuestion(new EditTest(EditTestKind.Rephrase, "The mother tongue of Danielle Darrieux is", "French", "English")), new AskedQuestion(new EditTest(EditTestKind.Rephrase, text + " The mother tongue of Danielle Darrieux is", "French", "English"))],
            CancellationToken.None,
            cut.Add);

        cut.ShouldBe([1]);
        answers.Count.ShouldBe(2);
        answers[1].Wanted.ShouldNotBeNull();
    }
}
