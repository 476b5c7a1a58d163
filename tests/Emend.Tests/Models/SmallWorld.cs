namespace Emend.Tests.Models;

/// <summary>
/// Made-up facts that a tiny model learns in a second or two: twelve people with a language in two wordings, a city and a profession.
/// </summary>
internal static class SmallWorld
{
    private static readonly string[] FirstNames = ["Anna", "Bruno", "Clara", "Dario"];
    private static readonly string[] LastNames = ["Berg", "Costa", "Duval", "Evans", "Fischer", "Grieg", "Holm", "Iversen", "Jansen", "Kowal", "Lindt", "Moreau"];
    private static readonly string[] Languages = ["Dutch", "French", "German", "Polish"];
    private static readonly string[] Cities = ["Oslo", "Rome", "Vienna", "Lisbon"];
    private static readonly string[] Professions = ["writer", "painter", "doctor", "singer"];

    // which language, city and profession each person has
    private const string OwnLanguage = "023113203012";
    private const string OwnCity = "201303121320";
    private const string OwnProfession = "130220120331";

    /// <summary>The wording that is edited.</summary>
    public const string Prompt = "{} speaks the language";

    /// <summary>The same in other words.</summary>
    public const string Rephrased = "The mother tongue of {} is";

    /// <summary>What a text may begin with.</summary>
    public static IReadOnlyList<string> Contexts { get; } = ["{}", "Now {}", "We say {}"];

    /// <summary>The people.</summary>
    public static IReadOnlyList<string> Subjects { get; } = [.. LastNames.Select((last, person) => $"{FirstNames[person % FirstNames.Length]} {last}")];

    /// <summary>Every word of the texts.</summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. Facts().SelectMany(fact => $"{fact.Prompt} {fact.Answer}".Split(' ')).Concat(Contexts.SelectMany(context => context.Replace("{}", "", StringComparison.Ordinal).Split(' '))).Where(word => word.Length > 0).Distinct()];

    /// <summary>Every fact as a prompt and its answer.</summary>
    public static IEnumerable<(string Prompt, string Answer)> Facts()
    {
        for (var person = 0; person < Subjects.Count; person++)
        {
            yield return (Prompt.Replace("{}", Subjects[person], StringComparison.Ordinal), LanguageOf(person));
            yield return (Rephrased.Replace("{}", Subjects[person], StringComparison.Ordinal), LanguageOf(person));
            yield return ($"{Subjects[person]} lives in the city of", Cities[OwnCity[person] - '0']);
            yield return ($"{Subjects[person]} is a", Professions[OwnProfession[person] - '0']);
        }
    }

    /// <summary>A person's language.</summary>
    public static string LanguageOf(int person) => Languages[OwnLanguage[person] - '0'];

    /// <summary>A language that a person does not speak.</summary>
    public static string OtherLanguage(int person) => Languages[(OwnLanguage[person] - '0' + 1) % Languages.Length];
}
