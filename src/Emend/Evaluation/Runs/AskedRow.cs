using System.Runtime.InteropServices;
using Emend.Evaluation.Metrics.FreeRunning;
using Emend.Evaluation.Metrics.Mquake;
using Emend.Text;

namespace Emend.Evaluation.Runs;

/// <summary>One question while it is being asked: what the model has said so far.</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="question">The question's tokens.</param>
internal sealed class AskedRow(Tokenizer tokenizer, QuestionTokens question)
{
    private readonly List<int> said = [];

    public AskedQuestion Asked => question.Asked;

    /// <summary>The tokens of context and question.</summary>
    public int[] Prompt => question.Prompt;

    /// <summary>Whether the beginning did not fit.</summary>
    public bool IsCut => question.IsCut;

    /// <summary>Whether prompt and answers are the same tokens together as apart, so that the prompt serves both.</summary>
    public bool IsPlain => question.IsPlain;

    /// <summary>The tokens of the main answer; empty if there is none.</summary>
    public int[] Answer => question.Answer;

    /// <summary>The tokens of the competing answer; empty if there is none.</summary>
    public int[] Rival => question.Rival;

    /// <summary>The most tokens that the model may say.</summary>
    public int Limit => question.Limit;

    /// <summary>How many of the prompt's tokens are computed already.</summary>
    public int Shared { get; set; }

    /// <summary>How many of the tokens said are computed already.</summary>
    public int Computed { get; set; }

    /// <summary>How many tokens were said so far.</summary>
    public int Count => said.Count;

    /// <summary>Whether the answer has come to its end.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The tokens said that are not computed yet.</summary>
    public int[] Fresh => [.. said.Skip(Computed)];

    /// <summary>Whether what was said so far is how an answer begins, or all of it.</summary>
    public bool Follows(int[] answer) => !IsDone && answer.AsSpan().StartsWith(CollectionsMarshal.AsSpan(said));

    /// <summary>Takes the next token.</summary>
    public void Say(int token, IReadOnlySet<int> ends)
    {
        if (!ends.Contains(token))
            said.Add(token);
        var text = Asked.Thinks ? FinalAnswer.BehindMark(Text()) ?? "" : Text();
        IsDone = ends.Contains(token) || said.Count >= Limit || FreeAnswers.First(text, question.Names).Length < text.Trim().Length;
    }

    /// <summary>The first answer in what was said, behind the thoughts if there are any; nothing where those come to no answer.</summary>
    public string Said() => FreeAnswers.First(Asked.Thinks ? FinalAnswer.BehindMark(Text()) ?? "" : Text(), question.Names);

    /// <summary>The thoughts before the answer; null where none were asked for.</summary>
    public string? Thoughts() => Asked.Thinks ? FinalAnswer.BeforeMark(Text()) : null;

    private string Text() => tokenizer.Decode(said);
}
