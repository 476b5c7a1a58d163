using Emend.Editing;
using Emend.Proof;

namespace Emend.Tests.Proof;

public class CommittedQuestionsTests
{
    [Fact]
    public void Every_Check_But_Perplexity_Is_Asked_Again()
    {
        var questions = CommittedQuestions.Of([("1", Record("Ada", "French", "English"))]);
        questions.Select(one => (one.Commit, one.Question.Prompt, one.Question.Expected)).ShouldBe(
        [
            ("1", "The tongue of Ada is", "English"), ("1", "Ada speaks", "English"), ("1", "The tongue of Bob is", "French"), ("1", "Ada lives in", "Lyon"),
        ]);
    }

    [Fact]
    public void A_Later_Edit_Of_The_Same_Fact_Replaces_The_Earlier_One()
    {
        var questions = CommittedQuestions.Of([("1", Record("Ada", "French", "English")), ("2", Record("Ada", "English", "German"))]);
        questions.Where(one => QuestionKind.AsksForEdit(one.Question.Kind)).ShouldAllBe(one => one.Commit == "2" && one.Question.Expected == "German");
        questions.Count(one => one.Question.Prompt == "Ada lives in").ShouldBe(1);
    }

    [Fact]
    public void A_Neighbour_That_Is_Edited_On_Purpose_Is_No_Neighbour_Any_More()
    {
        var questions = CommittedQuestions.Of([("1", Record("Ada", "French", "English")), ("2", Record("Bob", "French", "German"))]);
        questions.ShouldNotContain(one => one.Question.Kind == QuestionKind.Neighbour && one.Question.Prompt == "The tongue of Bob is");
        questions.Single(one => one.Question.Prompt == "The tongue of Bob is").Question.Expected.ShouldBe("German");
        questions.ShouldContain(one => one.Commit == "1" && one.Question.Prompt == "Ada speaks");
    }

    [Fact]
    public void An_Edit_Without_A_Proof_Is_Asked_For_Its_Facts()
    {
        var record = new EditRecord { Method = "rome", Requests = [new EditRequest("{} speaks", "Ada", "English")] };
        CommittedQuestions.Of([("1", record)]).Single().Question.ShouldBe(new Question(QuestionKind.Rewrite, "Ada speaks", "English"));
    }

    [Fact]
    public void What_Was_Missed_Before_The_Edit_And_Is_Answered_The_Same_Holds()
    {
        var question = new CommittedQuestion("1", new Question(QuestionKind.Neighbour, "The tongue of Bob is", "French"), new EditAnswer("Dutch", 0.1));
        question.Holds(new EditAnswer("Dutch", 0.2)).ShouldBeTrue();
        question.Holds(new EditAnswer("French", 0.9)).ShouldBeTrue();
        question.Holds(new EditAnswer("Danish", 0.2)).ShouldBeFalse();
    }

    private static EditRecord Record(string subject, string before, string after) => new()
    {
        Method = "rome",
        Requests = [new EditRequest("The tongue of {} is", subject, after)],
        Checks =
        [
            new(QuestionKind.Rewrite, $"The tongue of {subject} is", after, true, new EditAnswer(before, 0), new EditAnswer(after, 1)),
            new(QuestionKind.Rephrase, $"{subject} speaks", after, true, new EditAnswer(before, 0), new EditAnswer(after, 1)),
            new(QuestionKind.Neighbour, $"The tongue of {(subject == "Bob" ? "Cid" : "Bob")} is", "French", true, new EditAnswer("French", 1), new EditAnswer("French", 1)),
            new(QuestionKind.OwnFact, "Ada lives in", "Lyon", true, new EditAnswer("Lyon", 1), new EditAnswer("Lyon", 1)),
            new(QuestionKind.Perplexity, "40 sentences", "at most 2", true, new EditAnswer("1.9", 0.5), new EditAnswer("1.9", 0.5)),
        ],
    };
}
