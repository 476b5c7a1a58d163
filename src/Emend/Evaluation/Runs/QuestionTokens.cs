using Emend.Evaluation.Cases;
using Emend.Evaluation.Metrics.Scoring;

namespace Emend.Evaluation.Runs;

/// <summary>A question's tokens, which are the same for every state of a model: the unedited and the edited one are asked with the same.</summary>
internal sealed class QuestionTokens
{
    private const int FewestTokens = 8;
    private const int TokensBeyondAnswer = 4;

    /// <summary>Tokenizes a question.</summary>
    /// <param name="model">The model, or any state of it.</param>
    /// <param name="asked">The question.</param>
    /// <exception cref="FormatException">The question is empty, or its answer does not fit the model's context.</exception>
    public QuestionTokens(LanguageModel model, AskedQuestion asked)
    {
        var tokenizer = model.Tokenizer;
        Asked = asked;
        var test = asked.Test;
        Names = [.. test.Answers.SelectMany(answer => answer.Texts)];
        var prompt = new ForcedPrompt(tokenizer, asked.Text);
        var forced = asked.Forced == asked.Text ? prompt : null; // else the spaces at its end are read too
        Prompt = prompt.Ids;
        (Answer, var isPlain) = Continuation(asked.Thinks ? null : test.Answer);
        (Rival, var isPlainRival) = Continuation(asked.Thinks ? null : test.Against);
        IsPlain = isPlain && isPlainRival;
        var longest = Names.Select(name => tokenizer.Encode(test.JoinedBy + name).Ids.Length).DefaultIfEmpty(Rival.Length).Max();
        Limit = asked.Thinks ? Math.Min(Metrics.Mquake.ThoughtPrompt.MostTokens, model.Architecture.Context / 2) : Math.Max(FewestTokens, longest + TokensBeyondAnswer);
        var room = model.Architecture.Context - Math.Max(Limit, Rival.Length);
        if (Prompt.Length == 0 || room < 1)
            throw new FormatException($"The question \"{asked.Text}\" is empty, or its answer is longer than the context of {model.Architecture.Context} tokens.");
        if (Prompt.Length > room)
            (Prompt, IsCut) = (Prompt[^room..], true);

        (int[] Tokens, bool IsPlain) Continuation(string? text)
        {
            if (text is null)
                return ([], true);
            if (model.HasEncoder)
                return (tokenizer.Encode(text).Ids, false);
            var row = (forced ?? new ForcedPrompt(tokenizer, asked.Forced)).Then(text, test.JoinedBy);
            return (row.Expected, row.IsPlain && forced is not null && row.Row.AsSpan(0, row.PromptLength).SequenceEqual(Prompt));
        }
    }

    public AskedQuestion Asked { get; }

    /// <summary>The unedited model's log-probabilities of the next token [vocabulary], against which edited states are held; null where none are.</summary>
    public float[]? Unedited { get; set; }

    /// <summary>Whether it is a neighbour asked in its own words, where what may follow is compared with the unedited model's.</summary>
    public bool IsNeighbour => !IsCut && Asked.Text == Asked.Test.Prompt && (Asked.Test.Kind == EditTestKind.Neighbour || Asked.Test.Kind == EditTestKind.DistractingNeighbour);

    /// <summary>The names of the right answers.</summary>
    public string[] Names { get; }

    /// <summary>The tokens of context and question.</summary>
    public int[] Prompt { get; }

    /// <summary>Whether the beginning did not fit.</summary>
    public bool IsCut { get; }

    /// <summary>Whether prompt and answers are the same tokens together as apart, so that the prompt serves both.</summary>
    public bool IsPlain { get; }

    /// <summary>The tokens of the main answer; empty if there is none.</summary>
    public int[] Answer { get; }

    /// <summary>The tokens of the competing answer; empty if there is none.</summary>
    public int[] Rival { get; }

    /// <summary>The most tokens that the model may say.</summary>
    public int Limit { get; }
}
