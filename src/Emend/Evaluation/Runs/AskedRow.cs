using Emend.Evaluation.Cases;
using Emend.Proof;
using Emend.Text;

namespace Emend.Evaluation.Runs;

/// <summary>One question while it is being asked: its tokens, and what the model has said so far.</summary>
internal sealed class AskedRow
{
    private const int FewestTokens = 8;
    private const int TokensBeyondAnswer = 4;

    private readonly Tokenizer tokenizer;
    private readonly IReadOnlyList<string> names;
    private readonly List<int> said = [];

    public AskedRow(LanguageModel model, AskedQuestion asked)
    {
        tokenizer = model.Tokenizer;
        Asked = asked;
        var test = asked.Test;
        names = [.. test.Answers.SelectMany(answer => answer.Texts)];
        Prompt = tokenizer.Encode(asked.Text, special: true).Ids;
        Answer = Continuation(test.Answer);
        Rival = Continuation(test.Against);
        var longest = names.Select(name => Continuation(name).Length).DefaultIfEmpty(0).Max();
        Limit = Math.Max(FewestTokens, longest + TokensBeyondAnswer);
        var room = model.Architecture.Context - Math.Max(Limit, Rival.Length);
        if (Prompt.Length == 0 || room < 1)
            throw new FormatException($"The question \"{asked.Text}\" is empty, or its answer is longer than the context of {model.Architecture.Context} tokens.");
        if (Prompt.Length > room)
            (Prompt, IsCut) = (Prompt[^room..], true);

        int[] Continuation(string? text) => text is null ? [] : tokenizer.Encode(text.StartsWith(' ') ? text : test.JoinedBy + text).Ids;
    }

    public AskedQuestion Asked { get; }

    /// <summary>The tokens of context and question.</summary>
    public int[] Prompt { get; }

    /// <summary>Whether the beginning did not fit.</summary>
    public bool IsCut { get; }

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
        IsDone = ends.Contains(token) || said.Count >= Limit || HasSentence();
    }

    /// <summary>What was said, up to the end of its first sentence.</summary>
    public string Said() => Cut(Text());

    /// <summary>Whether that is right; null where the question names no answer.</summary>
    public bool? IsRight()
    {
        if (names.Count == 0)
            return null;
        var text = Said();
        return Asked.Test.Rule == AnswerRule.Any
            ? names.Any(name => AnswerText.Matches(text, name))
            : Asked.Test.Answers.All(answer => answer.Texts.Any(name => text.Contains(name, StringComparison.Ordinal)));
    }

    private bool HasSentence()
    {
        var text = Text();
        return Cut(text).Length < text.TrimEnd().Length;
    }

    private string Cut(string text) => AnswerText.Cut(text, names.FirstOrDefault(name => AnswerText.Matches(text, name)) ?? "");

    private string Text() => tokenizer.Decode(said).TrimStart();
}
