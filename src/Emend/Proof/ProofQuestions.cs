using Emend.Editing;
using Emend.Editing.Requests;
using Emend.Pretraining;

namespace Emend.Proof;

/// <summary>Chooses what an edit is checked with: what was given, else what is known; and says what there is nothing for.</summary>
internal sealed class ProofQuestions
{
    private const int FewRequests = 4; // more than these are each checked with fewer questions
    private const int SpareNeighbours = 2; // candidates for each neighbour: those that the model does not know are dropped

    private static readonly string[] PlainSentences = ["It rained for most of the afternoon.", "The meeting was moved to the following week."];

    private readonly KnownFacts? known;
    private readonly HashSet<string> subjects;
    private readonly bool few;

    public ProofQuestions(KnownFacts? known, IReadOnlyList<RequestedEdit> edits)
    {
        this.known = known;
        subjects = [.. edits.Select(edit => edit.Request.Subject)];
        few = edits.Count <= FewRequests;
    }

    /// <summary>What could not be checked for want of something to compare with, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    private int Rephrasings => few ? 6 : 2;

    private int Neighbours => few ? 8 : 3;

    private int OwnFacts => few ? 10 : 3;

    /// <summary>The questions that ask for the edited fact.</summary>
    public IEnumerable<Question> ForFact(RequestedEdit edit, string truth)
    {
        var request = edit.Request;
        yield return new Question(QuestionKind.Rewrite, request.Text, request.Target);
        var others = edit.Rephrasings.Count > 0 ? edit.Rephrasings : [.. KnownRephrasings(request, truth)];
        if (others.Count == 0)
            Note($"No other wordings of \"{request.Prompt}\" are known: give some with --rephrase.");
        foreach (var other in others)
            yield return new Question(QuestionKind.Rephrase, other, request.Target);
        var sentences = known is { Fillers.Count: > 1 } ? [known.Fillers[0], known.Fillers[known.Fillers.Count / 2]] : PlainSentences;
        foreach (var sentence in few ? sentences : sentences.Take(1))
            yield return new Question(QuestionKind.Distracted, $"{sentence} {request.Text}", request.Target);
    }

    /// <summary>Candidates for questions whose answers shall stay, and how many of each kind are wanted.</summary>
    public IEnumerable<(IReadOnlyList<Question> Candidates, int Wanted)> ToStay(RequestedEdit edit, string truth)
    {
        var request = edit.Request;
        var relation = known?.RelationOf(request, truth);
        if (edit.Neighbours.Count > 0)
        {
            var given = edit.Neighbours.Select(neighbour => new Question(QuestionKind.Neighbour, neighbour.Prompt, neighbour.Answer)).ToList();
            yield return (given, 0); // what was given is asked, known or not
        }
        else
        {
            var neighbours = relation is null ? [] : KnownNeighbours(request, relation, truth);
            if (neighbours.Count == 0)
                Note($"No neighbours of \"{request.Text}\" are known: give some with --neighbour \"PROMPT=ANSWER\".");
            yield return (neighbours, Neighbours);
        }

        var own = known?.About(request.Subject).Where(fact => fact.Relation != relation).ToList() ?? [];
        if (own.Count == 0)
            Note($"No other facts about {request.Subject} are known: what else the edit changes about it was not checked.");
        yield return ([.. own.Select(fact => Ask(QuestionKind.OwnFact, fact)).Take(OwnFacts * SpareNeighbours)], OwnFacts);
    }

    private IEnumerable<string> KnownRephrasings(EditRequest request, string truth) => known?.RelationOf(request, truth) is { } relation
        ? known.Wordings(relation).Where(wording => wording != request.Prompt).Select(wording => KnownFacts.Fill(wording, request.Subject)).Distinct().Take(Rephrasings)
        : [];

    /// <summary>Other subjects of the relation that have the answer which the edit replaces; where nobody shares it, any others.</summary>
    private IReadOnlyList<Question> KnownNeighbours(EditRequest request, string relation, string truth)
    {
        var old = known!.About(request.Subject).FirstOrDefault(fact => fact.Relation == relation)?.Object ?? request.TrueTarget;
        var others = known.OfRelation(relation).Where(fact => !subjects.Contains(fact.Subject)).ToList();
        var sharing = others.Where(fact => fact.Object == old || (old is null && AnswerText.Matches(truth, fact.Object))).ToList();
        return [.. (sharing.Count > 0 ? sharing : others.Where(fact => fact.Object != request.Target)).Take(Neighbours * SpareNeighbours).Select(fact => Ask(QuestionKind.Neighbour, fact))];
    }

    private Question Ask(string kind, KnownFact fact) => new(kind, known!.Prompt(fact), fact.Object);

    private void Note(string sentence)
    {
        if (!Notes.Contains(sentence))
            Notes.Add(sentence);
    }
}
