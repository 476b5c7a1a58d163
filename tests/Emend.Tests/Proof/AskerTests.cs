using Emend.Generation;
using Emend.Proof;

namespace Emend.Tests.Proof;

public class AskerTests
{
    private static readonly LanguageModel Model = LanguageModel.Load("atlas");

    [Fact]
    public void Ask_Answers_As_Score_And_Generate_Do_Apart()
    {
        var known = KnownFacts.Beside(Model)!;
        var questions = known.Facts.Where((_, i) => i % 200 == 0).Select(fact => new Question(QuestionKind.KnownFact, known.Prompt(fact), fact.Object)).ToList();
        var answers = Asker.Ask(Model, questions);
        answers.Count.ShouldBe(questions.Count);
        foreach (var (question, answer) in questions.Zip(answers))
        {
            var continued = Model.Generate(question.Prompt, new GenerationOptions { MaximumTokens = 12 }).Text;
            answer.Answer.ShouldBe(AnswerText.Cut(continued, question.Expected));
            answer.Probability.ShouldBe(Model.Score(question.Prompt, " " + question.Expected)[0].Probability, 1e-4);
        }
    }

    [Fact]
    public void Ask_Answers_A_Question_That_Fills_The_Context()
    {
        var prompt = string.Concat(Enumerable.Repeat("the ", Model.Architecture.Context - 1)) + "the";
        Model.Tokenizer.Encode(prompt).Count.ShouldBe(Model.Architecture.Context);
        Asker.Ask(Model, [new Question(QuestionKind.KnownFact, prompt, "end")]).ShouldHaveSingleItem().Answer.ShouldBe("");
    }

    [Fact]
    public void Ask_Refuses_A_Question_Beyond_The_Context() =>
        Should.Throw<ArgumentException>(() => Asker.Ask(Model, [new Question(QuestionKind.KnownFact, string.Concat(Enumerable.Repeat("the ", 200)), "end")]))
            .Message.ShouldContain($"{Model.Name} reads at most {Model.Architecture.Context}");
}
