using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Evaluation.Runs;
using Emend.Tensors.Operations;

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
    public void Ask_TellsWhatMayFollowEachQuestion_AndSaysGivenAnswersWithoutComputingThemAgain()
    {
        var model = TestRun.Model;
        string[] prompts = [.. TestRun.Cases.Take(3).SelectMany(one => one.Tests).Select(test => test.Prompt).Distinct()];
        var said = FreeAnswers.Of(model, prompts);
        // what the model says, as the answer, as the rival, cut short, and going on otherwise
        var tests = prompts.SelectMany((prompt, i) => new[]
        {
            new EditTest(EditTestKind.Rephrase, prompt, said[i].Trim(), "French"), new EditTest(EditTestKind.Rephrase, prompt, "French", said[i].Trim()),
            new EditTest(EditTestKind.Rephrase, prompt, said[i].Trim().Split(' ', '.')[0], "French"), new EditTest(EditTestKind.Rephrase, prompt, said[i].Trim()[..^1] + " river", said[i].Trim().Split(' ', '.')[0]),
        }).ToArray();
        var next = new float[tests.Length][];

        var answers = Interrogation.Ask(model, [.. tests.Select(test => new QuestionTokens(model, new AskedQuestion(test)))], CancellationToken.None, onNext: (place, scores) => next[place] = scores.ToArray());

        for (var i = 0; i < tests.Length; i++)
        {
            FreeAnswers.First(said[i / 4], [.. tests[i].Answers.SelectMany(answer => answer.Texts)]).ShouldStartWith(answers[i].Said!, customMessage: tests[i].Prompt);
            answers[i].Said!.ShouldNotBeEmpty();
            var alone = model.Forward(model.Tokenize(tests[i].Prompt.TrimEnd(' '))).Logits.LogSoftmax();
            next[i].ShouldBe(alone.Rows(alone.Shape[0] - 1, 1).ToArray(), Tolerance);
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
