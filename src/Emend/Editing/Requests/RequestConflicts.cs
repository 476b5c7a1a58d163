namespace Emend.Editing.Requests;

/// <summary>Requests of one batch that ask for different answers to the same question.</summary>
public static class RequestConflicts
{
    /// <summary>Refuses a batch in which one question has two targets.</summary>
    /// <exception cref="FormatException">There is such a question; the message names it.</exception>
    public static void Refuse(IReadOnlyList<EditRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var first = new Dictionary<string, EditRequest>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            if (!first.TryAdd(Question(request), request) && first[Question(request)] is var other && Answer(other) != Answer(request))
                throw new FormatException($"Two requests contradict each other: \"{request.Text}\" shall be answered with \"{other.Target}\" and with \"{request.Target}\". Leave one of them out.");
        }
    }

    /// <summary>The requests with one for each question: the last one.</summary>
    /// <returns>The requests that are left, in their order.</returns>
    public static IReadOnlyList<T> LastWins<T>(IReadOnlyList<T> requests, Func<T, EditRequest> requestOf)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < requests.Count; i++)
            last[Question(requestOf(requests[i]))] = i;
        return [.. requests.Where((request, i) => last[Question(requestOf(request))] == i)];
    }

    private static string Question(EditRequest request) => string.Join(' ', request.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Answer(EditRequest request) => request.Target.Trim();
}
