namespace Emend.Text.Chat;

/// <summary>What one rendering may take, so that a template can neither run endlessly nor fill the memory.</summary>
internal sealed class TemplateBudget
{
    // a conversation of a thousand messages takes some hundred thousand steps
    private const int MostSteps = 2_000_000;
    private const long MostProduced = 64_000_000;
    private const int Deepest = 400;

    private int steps;
    private long produced;
    private int depth;

    /// <summary>Counts one expression or statement.</summary>
    public void Step()
    {
        if (++steps > MostSteps)
            throw new ChatTemplateException($"The chat template takes more than {MostSteps} steps: it may never end.");
    }

    /// <summary>Counts characters or elements of a value before it is made.</summary>
    public void Produce(long count)
    {
        if (count > MostProduced - produced)
            throw new ChatTemplateException($"The chat template produces more than {MostProduced} characters.");
        produced += count;
    }

    /// <summary>Goes one level deeper, in expressions, statements and macros together.</summary>
    public void Enter()
    {
        if (++depth > Deepest)
            throw new ChatTemplateException($"The chat template goes more than {Deepest} levels deep: a macro may call itself.");
    }

    /// <summary>Comes back from a level.</summary>
    public void Leave() => depth--;
}
