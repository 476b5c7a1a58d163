using Emend.Pretraining;

namespace Emend.Tests.Models;

/// <summary>
/// Made-up facts that a tiny model learns in a second or two: sixteen people with a language, a city, a profession and a drink, each in
/// two wordings.
/// </summary>
internal static class SmallWorld
{
    private static readonly string[] FirstNames = ["Anna", "Bruno", "Clara", "Dario"];
    private static readonly string[] LastNames =
        ["Berg", "Costa", "Duval", "Evans", "Fischer", "Grieg", "Holm", "Iversen", "Jansen", "Kowal", "Lindt", "Moreau", "Nash", "Olsen", "Perez", "Quist"];

    private static readonly (string Prompt, string Rephrased, string[] Answers)[] Relations =
    [
        ("{} speaks", "The tongue of {} is", ["Dutch", "French", "German", "Polish"]),
        ("{} lives in", "The home of {} is", ["Oslo", "Rome", "Vienna", "Lisbon"]),
        ("{} works as", "The job of {} is", ["writer", "painter", "doctor", "singer"]),
        ("{} drinks", "The drink of {} is", ["tea", "coffee", "milk", "wine"]),
    ];

    private static readonly int[][] AnswerOf = Draw(); // [relation][person]

    /// <summary>The wording that is edited.</summary>
    public static string Prompt => Relations[0].Prompt;

    /// <summary>The same in other words.</summary>
    public static string Rephrased => Relations[0].Rephrased;

    /// <summary>What a text may begin with.</summary>
    public static IReadOnlyList<string> Contexts { get; } =
    [
        "{}", "Now {}", "We say {}", "They know that {}", "Today all agree that {}", "And {}", "In spite of this {}", "The truth is {}",
        "Most of us hear that {}", "Because of that {}", "The word of old is {}", "All of the friends of {}",
    ];

    /// <summary>The people.</summary>
    public static IReadOnlyList<string> Subjects { get; } = [.. LastNames.Select((last, person) => $"{FirstNames[person % FirstNames.Length]} {last}")];

    /// <summary>Every word of the texts.</summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. Facts().SelectMany(fact => $"{fact.Prompt} {fact.Answer}".Split(' ')).Concat(Contexts.SelectMany(context => context.Replace("{}", "", StringComparison.Ordinal).Split(' '))).Where(word => word.Length > 0).Distinct()];

    /// <summary>Every fact in both wordings, as a prompt and its answer.</summary>
    public static IEnumerable<(string Prompt, string Answer)> Facts()
    {
        for (var person = 0; person < Subjects.Count; person++)
        {
            for (var relation = 0; relation < Relations.Length; relation++)
            {
                var (prompt, rephrased, answers) = Relations[relation];
                yield return (prompt.Replace("{}", Subjects[person], StringComparison.Ordinal), answers[AnswerOf[relation][person]]);
                yield return (rephrased.Replace("{}", Subjects[person], StringComparison.Ordinal), answers[AnswerOf[relation][person]]);
            }
        }
    }

    /// <summary>A person's language.</summary>
    public static string LanguageOf(int person) => Relations[0].Answers[AnswerOf[0][person]];

    /// <summary>A language that a person does not speak.</summary>
    public static string OtherLanguage(int person) => Relations[0].Answers[(AnswerOf[0][person] + 1) % FirstNames.Length];

    // the four people of one first name have four different answers: the first name tells nothing, and only the last one tells a person
    private static int[][] Draw()
    {
        var random = new RandomStream(1);
        return [.. Relations.Select(relation =>
        {
            var drawn = new int[LastNames.Length];
            for (var first = 0; first < FirstNames.Length; first++)
            {
                var answers = Enumerable.Range(0, relation.Answers.Length).ToList();
                for (var person = first; person < drawn.Length; person += FirstNames.Length)
                {
                    drawn[person] = random.Choose(answers);
                    answers.Remove(drawn[person]);
                }
            }

            return drawn;
        })];
    }
}
