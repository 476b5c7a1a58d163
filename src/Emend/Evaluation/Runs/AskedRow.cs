using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Mquake;
using Emend.Evaluation.Metrics.Scoring;
using Emend.Text;

namespace Emend.Evaluation.Runs;

/// <summary>One question while it is being asked: its tokens, and what the model has said so far.</summary>
internal sealed class AskedRow
{
    private const int FewestTokens = 8;
    private const int TokensBeyondAnswer = 4;

    private readonly Tokenizer tokenizer;
    private readonly string[] names;
    private readonly List<int> said = [];

    public AskedRow(LanguageModel model, AskedQuestion asked)
    {
        tokenizer = model.Tokenizer;
        Asked = asked;
        var test = asked.Test;
        names = [.. test.Answers.SelectMany(answer => answer.Texts)];
        Prompt = tokenizer.Encode(asked.Text, special: true).Ids;
        (Answer, var isPlain) = Continuation(asked.Thinks ? null : test.Answer);
        (Rival, var isPlainRival) = Continuation(asked.Thinks ? null : test.Against);
        IsPlain = isPlain && isPlainRival;
        var longest = names.Select(name => tokenizer.Encode(test.JoinedBy + name).Ids.Length).DefaultIfEmpty(Rival.Length).Max();
        Limit = asked.Thinks ? Math.Min(ThoughtPrompt.MostTokens, model.Architecture.Context / 2) : Math.Max(FewestTokens, longest + TokensBeyondAnswer);
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
            var row = ForcedRow.Of(tokenizer, asked.Forced, text, test.JoinedBy);
            return (row.Expected, row.IsPlain && asked.Forced == asked.Text && row.Row.AsSpan(0, row.PromptLength).SequenceEqual(Prompt));
        }
    }

    public AskedQuestion Asked { get; }

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

    /// <summary>How many of the prompt's tokens are computed already.</summary>
    public int Shared { get; set; }

    /// <summary>Whether the answer has come to its end.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The token said last.</summary>
    public int Last => said[^1];

    /// <summary>Takes the next token.</summary>
    public void Say(int token, IReadOnlySet<int> ends)
    {
        if (!ends.Contains(token))
            said.Add(token);
        var text = Asked.Thinks ? FinalAnswer.BehindMark(Text()) ?? "" : Text();
        IsDone = ends.Contains(token) || said.Count >= Limit || FreeAnswers.First(text, names).Length < text.Trim().Length;
    }

    /// <summary>The first answer in what was said, behind the thoughts if there are any; nothing where those come to no answer.</summary>
    public string Said() => FreeAnswers.First(Asked.Thinks ? FinalAnswer.BehindMark(Text()) ?? "" : Text(), names);

    /// <summary>The thoughts before the answer; null where none were asked for.</summary>
    public string? Thoughts() => Asked.Thinks ? FinalAnswer.BeforeMark(Text()) : null;

    private string Text() => tokenizer.Decode(said);
}
