namespace Emend.Text.Chat;

/// <summary>What <c>loop</c> stands for inside a loop.</summary>
/// <param name="items">All that the loop goes over.</param>
internal sealed class TemplateLoop(IReadOnlyList<object?> items)
{
    private static readonly object NeverAsked = new();

    private object? lastAsked = NeverAsked;

    /// <summary>Which item the loop is at, from 0.</summary>
    public int Index { get; set; }

    /// <summary>An attribute; false if there is none of the name.</summary>
    public bool TryGet(string name, out object? value)
    {
        var count = items.Count;
        value = name switch
        {
            "index" => Index + 1L,
            "index0" => (long)Index,
            "revindex" => (long)(count - Index),
            "revindex0" => (long)(count - Index - 1),
            "first" => Index == 0,
            "last" => Index == count - 1,
            "length" => (long)count,
            "depth" => 1L, // counts recursive loops only
            "depth0" => 0L,
            "previtem" => Index > 0 ? items[Index - 1] : new TemplateUndefined("there is no previous item"),
            "nextitem" => Index < count - 1 ? items[Index + 1] : new TemplateUndefined("there is no next item"),
            "cycle" => (TemplateFunction)(arguments => arguments.Positional.Count > 0
                ? arguments.Positional[Index % arguments.Positional.Count]
                : throw new ChatTemplateException("The chat template gives loop.cycle nothing to cycle through.")),
            "changed" => (TemplateFunction)Changed,
            _ => NeverAsked,
        };
        return value != NeverAsked;
    }

    private object? Changed(TemplateArguments arguments)
    {
        var asked = new TemplateTuple(arguments.Positional);
        var isNew = lastAsked == NeverAsked || !TemplateValue.AreEqual(lastAsked, asked);
        lastAsked = asked;
        return isNew;
    }
}
