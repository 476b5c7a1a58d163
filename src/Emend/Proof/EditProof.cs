using Emend.Editing.Requests;

namespace Emend.Proof;

/// <summary>
/// What an edit did and what it left alone, shown with questions: they are put to the model before the edit and, the same
/// ones, after it.
/// </summary>
/// <example><code>
/// var proof = EditProof.Begin(model, [new RequestedEdit(request)]);
/// var checks = proof.Complete(model.With(edit));
/// bool sound = checks.All(check => check.Passed);
/// </code></example>
public sealed class EditProof
{
    /// <summary>The perplexity of fixed text may grow by this factor.</summary>
    public const double PerplexityFactor = 1.1;

    private readonly List<Question> asked = [];
    private readonly IReadOnlyList<EditAnswer> before;
    private readonly IReadOnlyList<int> reported; // the places, among those asked, of the questions that become checks
    private readonly FixedText text;
    private readonly double perplexity;

    private EditProof(LanguageModel model, IReadOnlyList<RequestedEdit> edits, KnownFacts? known, CancellationToken cancel)
    {
        Requests = [.. edits.Select(edit => edit.Request)];
        var choice = new ProofQuestions(known, edits);
        var answers = Asker.Ask(model, [.. Requests.Select(request => new Question(QuestionKind.Rewrite, request.Text, request.Target))], cancel);
        var places = new Dictionary<Question, int>(); // each question is asked once, whichever facts it serves
        var groups = new List<(List<int> Candidates, int Wanted)>();
        for (var i = 0; i < edits.Count; i++)
        {
            Add(choice.ForFact(edits[i], answers[i].Answer), wanted: 0);
            foreach (var (candidates, wanted) in choice.ToStay(edits[i], answers[i].Answer))
                Add(candidates, wanted);
        }

        before = Asker.Ask(model, asked, cancel);
        Before = [.. Requests.Select(request => before[places[new Question(QuestionKind.Rewrite, request.Text, request.Target)]])];
        reported = Chosen(groups);
        text = FixedText.For(model, known, [.. Requests.Select(request => request.Subject)]);
        perplexity = text.Perplexity(model, cancel);
        Notes = choice.Notes;

        void Add(IEnumerable<Question> candidates, int wanted)
        {
            var group = new List<int>();
            foreach (var question in candidates)
            {
                if (places.TryAdd(question, asked.Count))
                    asked.Add(question);
                group.Add(places[question]);
            }

            groups.Add((group, wanted));
        }
    }

    /// <summary>The facts to be written.</summary>
    public IReadOnlyList<Editing.EditRequest> Requests { get; }

    /// <summary>What the model answers to each request before the edit, and the target's probability.</summary>
    public IReadOnlyList<EditAnswer> Before { get; }

    /// <summary>What cannot be checked for want of something to compare with, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Chooses the questions and puts them to the model before the edit.</summary>
    /// <param name="model">The model before the edit.</param>
    /// <param name="edits">The facts to be written, with what the asker wants to see checked.</param>
    /// <param name="known">What the model is known to know; null if nothing is.</param>
    /// <param name="cancel">Stops the proof.</param>
    /// <exception cref="ArgumentException">A prompt is longer than the model's context.</exception>
    public static EditProof Begin(LanguageModel model, IReadOnlyList<RequestedEdit> edits, KnownFacts? known = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(edits);
        return new EditProof(model, edits, known, cancel);
    }

    /// <summary>
    /// Puts the same questions to the edited model: also those that become no check, because how numbers are rounded depends on how
    /// many are asked together, and an edit that changes nothing shall show no difference at all.
    /// </summary>
    /// <returns>One check for each question, those of a request together, and one for the perplexity of fixed text.</returns>
    public IReadOnlyList<EditCheck> Complete(LanguageModel edited, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(edited);
        var after = Asker.Ask(edited, asked, cancel);
        var checks = reported.Select(i => Check(asked[i], before[i], after[i])).ToList();
        var now = text.Perplexity(edited, cancel);
        checks.Add(new EditCheck(QuestionKind.Perplexity, text.Name, $"at most {perplexity * PerplexityFactor:0.000}", now <= perplexity * PerplexityFactor, AsAnswer(perplexity), AsAnswer(now)));
        return checks;
    }

    /// <summary>Of each group all, or as many as are wanted of those that the model answers rightly; none twice.</summary>
    private List<int> Chosen(List<(List<int> Candidates, int Wanted)> groups)
    {
        var chosen = new List<int>();
        var taken = new HashSet<int>();
        foreach (var (candidates, wanted) in groups)
        {
            var fitting = wanted == 0 ? candidates : candidates.Where(place => AnswerText.Matches(before[place].Answer, asked[place].Expected));
            chosen.AddRange(fitting.Where(place => !taken.Contains(place)).Take(wanted == 0 ? int.MaxValue : wanted).Where(taken.Add));
        }

        return chosen;
    }

    /// <summary>Whether an answer passes: it is the expected one; or a question about something else, missed before, is answered as before.</summary>
    internal static EditCheck Check(Question question, EditAnswer? before, EditAnswer after)
    {
        var holds = AnswerText.Matches(after.Answer, question.Expected);
        var unchanged = !QuestionKind.AsksForEdit(question.Kind) && before is not null
            && !AnswerText.Matches(before.Answer, question.Expected) && before.Answer == after.Answer;
        return new EditCheck(question.Kind, question.Prompt, question.Expected, holds || unchanged, before, after);
    }

    /// <summary>The perplexity as text, and the mean probability of a token that it stands for.</summary>
    private static EditAnswer AsAnswer(double perplexity) => new($"{perplexity:0.000}", 1 / perplexity);
}
