using System.Security.Cryptography;
using System.Text;
using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Honest;

namespace Emend.Evaluation.Runs;

/// <summary>How questions over a chain of facts are put to a model: as they are, or behind solved examples (MQuAKE).</summary>
/// <param name="Name">What the plan of a run calls it.</param>
public sealed record MultiHopForm(string Name)
{
    private const string CotFile = "multihop-cot-prompts.txt", PlainFile = "multihop-prompts.txt";

    /// <summary>Without examples: the question itself, and <c>Question: … Thoughts:</c>, which Atlas was trained on.</summary>
    public static MultiHopForm Bare { get; } = new("bare");

    /// <summary>Sixteen answered questions, and five with their thoughts, in the forms of MQuAKE but in words of our own.</summary>
    public static MultiHopForm Examples { get; } = new("examples")
    {
        AnswerExamples =
            """
            Q: In which country is the Colosseum located? A: Italy
            Q: Which country is Rafael Nadal a citizen of? A: Spain
            Q: Who created Sherlock Holmes? A: Arthur Conan Doyle
            Q: On which continent is the country where the Colosseum is located? A: Europe
            Q: What is the capital of the country where the Taj Mahal is located? A: New Delhi
            Q: In which country are the headquarters of the maker of the Corolla? A: Japan
            Q: Which company makes the Corolla? A: Toyota
            Q: Who is married to David Beckham? A: Victoria Beckham
            Q: On which continent is the country of which Haile Gebrselassie is a citizen? A: Africa
            Q: In which country was the Battle of Waterloo fought? A: Belgium
            Q: What is the official language of the country where Machu Picchu is located? A: Spanish
            Q: Who founded the company that makes the iPhone? A: Steve Jobs
            Q: Who is the author of The Old Man and the Sea? A: Ernest Hemingway
            Q: What country is Marie Curie a citizen of? A: Poland
            Q: Who founded Microsoft? A: Bill Gates
            Q: What is the capital of Egypt? A: Cairo

            """,
        AnswerWording = "Q: {0} A:",
        ThoughtExamples =
            """
            Question: What is the capital of the country where the Taj Mahal is located?
            Thoughts: The Taj Mahal is located in India. The capital of India is New Delhi.
            Answer: New Delhi

            Question: In which country are the headquarters of the maker of the Corolla?
            Thoughts: The Corolla is made by Toyota. The headquarters of Toyota are in Japan.
            Answer: Japan

            Question: On which continent is the country where the author of The Old Man and the Sea was born?
            Thoughts: The author of The Old Man and the Sea is Ernest Hemingway. Ernest Hemingway was born in the United States of America. The United States of America is on the continent of North America.
            Answer: North America

            Question: Who is married to the head of the company that makes Windows?
            Thoughts: Windows is made by Microsoft. The head of Microsoft is Satya Nadella. Satya Nadella is married to Anupama Nadella.
            Answer: Anupama Nadella

            Question: What is the official language of the country where Machu Picchu is located?
            Thoughts: Machu Picchu is located in Peru. The official language of Peru is Spanish.
            Answer: Spanish


            """,
        ThoughtWording = "Question: {0}\nThoughts:",
    };

    /// <summary>What stands in front of a chain's questions.</summary>
    public string AnswerExamples { get; init; } = "";

    /// <summary>How a chain's question is worded.</summary>
    public string AnswerWording { get; init; } = "{0}";

    /// <summary>What stands in front where the model shall think first.</summary>
    public string ThoughtExamples { get; init; } = "";

    /// <summary>How a question is worded where the model shall think first.</summary>
    public string ThoughtWording { get; init; } = "Question: {0} Thoughts:";

    /// <summary>The examples of the published benchmark: the folder <c>prompts</c> of princeton-nlp/MQuAKE.</summary>
    /// <exception cref="FileNotFoundException">The folder lacks one of the two files.</exception>
    public static MultiHopForm Read(string folder)
    {
        return Examples with { Name = "published", AnswerExamples = Text(PlainFile) + "\n", ThoughtExamples = Text(CotFile) + "\n\n" };

        string Text(string file)
        {
            var path = Path.Combine(folder, file);
            return File.Exists(path)
                ? File.ReadAllText(path).ReplaceLineEndings("\n").TrimEnd()
                : throw new FileNotFoundException($"There is no {file} in {folder}: give the folder prompts of princeton-nlp/MQuAKE.", path);
        }
    }

    /// <summary>The name and, of published examples, the hash of their texts: what a plan keeps.</summary>
    public string Plan => this == Bare || this == Examples ? Name : $"{Name} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(AnswerExamples + ThoughtExamples)))[..12]}";

    /// <summary>A question as it is put to a model.</summary>
    /// <param name="test">The question.</param>
    /// <param name="facts">The facts that the model reads first; null for none.</param>
    internal AskedQuestion Ask(EditTest test, string? facts = null)
    {
        if (test.Label == HonestTests.ThoughtsLabel)
            return new AskedQuestion(test, Join(ThoughtExamples, facts), Worded(ThoughtWording, test)) { Thinks = true };
        return test.Kind is EditTestKind.MultiHop or EditTestKind.SingleHop && AnswerExamples.Length > 0
            ? new AskedQuestion(test, Join(AnswerExamples, facts), Worded(AnswerWording, test))
            : new AskedQuestion(test, facts);
    }

    private static string? Join(string examples, string? facts) => examples.Length == 0 ? facts : examples + facts;

    private static string Worded(string wording, EditTest test) => wording.Replace("{0}", test.Prompt.Trim(), StringComparison.Ordinal);
}
