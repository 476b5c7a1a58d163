namespace Emend.Editing.Values;

/// <summary>Computes edits side by side that know nothing of each other, in searches as large as memory allows.</summary>
internal static class SeparateSearch
{
    private const int Together = 32;

    /// <summary>Searches the value of each request and writes it; what goes wrong with one leaves the others alone.</summary>
    /// <param name="search">The search.</param>
    /// <param name="requests">The facts.</param>
    /// <param name="tokenize">Tokenizes a request in all its contexts.</param>
    /// <param name="write">Makes an edit of what was found.</param>
    /// <param name="observer">What the caller watches.</param>
    /// <param name="cancel">Stops the computation.</param>
    public static IReadOnlyList<SeparateEdit> Find(
        ValueSearch search, IReadOnlyList<EditRequest> requests, Func<EditRequest, RewritePrompts> tokenize,
        Func<FoundValue, Edit> write, EditObserver? observer, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count);
        var edits = new SeparateEdit[requests.Count];
        var prompts = new List<RewritePrompts>();
        var places = new List<int>(); // of these among the requests
        for (var i = 0; i < requests.Count; i++)
        {
            try
            {
                prompts.Add(tokenize(requests[i]));
                places.Add(i);
            }
            catch (FormatException error)
            {
                edits[i] = new SeparateEdit(null, error);
            }
        }

        for (var first = 0; first < prompts.Count;)
        {
            var count = search.Fitting(prompts, first, Together);
            var found = search.FindEach(prompts.GetRange(first, count), goOn: true, observer, cancel);
            for (var i = 0; i < count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                edits[places[first + i]] = found[i].Value is { } value ? Write(value, write) : new SeparateEdit(null, new ArithmeticException($"{found[i].Failure}: {ValueSearch.Remedy}"));
            }

            first += count;
        }

        return edits;
    }

    private static SeparateEdit Write(FoundValue value, Func<FoundValue, Edit> write)
    {
        try
        {
            return new SeparateEdit(write(value), null);
        }
        catch (ArithmeticException error)
        {
            return new SeparateEdit(null, error);
        }
    }
}
