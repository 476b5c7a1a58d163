using System.Text.Json;

namespace Emend.Editing.Requests;

/// <summary>One record of a file of requests, whichever of the published forms it has.</summary>
/// <param name="element">The JSON object.</param>
/// <param name="where">The file and the place in it, for messages.</param>
internal readonly struct RequestRecord(JsonElement element, string where)
{
    private const string QuestionMark = "nq question: "; // what MEND's zsRE puts before the questions of another data set

    /// <summary>The edits that the record asks for: one, or several where CounterFact's form holds a list of rewrites.</summary>
    public IEnumerable<RequestedEdit> Edits()
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Error("is not a JSON object");
        if (!element.TryGetProperty("requested_rewrite", out var rewrite))
            return [Edit(this)];
        var outer = this;
        var place = where;
        return rewrite.ValueKind == JsonValueKind.Array
            ? rewrite.EnumerateArray().Select(one => outer.Edit(new RequestRecord(one, place))).ToList()
            : [Edit(new RequestRecord(rewrite, where))];
    }

    /// <summary>Builds the edit: the fact is in one object, its checks in this one (the same but in CounterFact's form).</summary>
    private RequestedEdit Edit(RequestRecord fact)
    {
        var subject = fact.Text("subject");
        var truth = fact.First("target_true", "ground_truth", "answers");
        var request = new EditRequest(Template(fact.Text("prompt", "src"), subject), subject, fact.Text("target_new", "alt").Trim()) { TrueTarget = truth };
        try
        {
            request.Checked();
        }
        catch (FormatException error)
        {
            throw new FormatException($"{where}: {error.Message}", error);
        }

        return new RequestedEdit(request)
        {
            Rephrasings = [.. All("paraphrase_prompts"), .. All("rephrase_prompt"), .. All("rephrase")],
            Neighbours = [.. NeighboursOf(truth)],
        };
    }

    private IEnumerable<Neighbour> NeighboursOf(string? truth)
    {
        var neighbours = All("neighborhood_prompts").Select(prompt => (prompt, answer: truth)).ToList();
        neighbours.AddRange(Pairs("locality_prompt", "locality_ground_truth"));
        neighbours.AddRange(Pairs("loc", "loc_ans"));
        if (element.TryGetProperty("locality", out var locality) && locality.ValueKind == JsonValueKind.Object)
        {
            foreach (var kind in locality.EnumerateObject())
            {
                var entries = kind.Value.ValueKind == JsonValueKind.Array ? kind.Value.EnumerateArray().ToList() : [kind.Value];
                foreach (var entry in entries.Where(entry => entry.ValueKind == JsonValueKind.Object))
                    neighbours.AddRange(new RequestRecord(entry, where).Pairs("prompt", "ground_truth"));
            }
        }

        return neighbours.Where(pair => pair.answer is { Length: > 0 }).Select(pair => new Neighbour(Bare(pair.prompt), pair.answer!));
    }

    private List<(string Prompt, string? Answer)> Pairs(string prompts, string answers)
    {
        var questions = All(prompts);
        if (questions.Count == 1)
            return [(questions[0], First(answers))];
        var replies = All(answers);
        return [.. questions.Zip(replies, (question, reply) => (question, (string?)reply))];
    }

    private static string Bare(string prompt) => prompt.StartsWith(QuestionMark, StringComparison.Ordinal) ? prompt[QuestionMark.Length..] + "?" : prompt;

    /// <summary>The prompt with a place for the subject; EasyEdit and zsRE write the subject out.</summary>
    private string Template(string prompt, string subject)
    {
        if (prompt.Contains("{}", StringComparison.Ordinal))
            return prompt;
        var place = subject.Length == 0 ? -1 : prompt.LastIndexOf(subject, StringComparison.Ordinal);
        return place >= 0
            ? string.Concat(prompt.AsSpan(0, place), "{}", prompt.AsSpan(place + subject.Length))
            : throw Error($"has the prompt \"{prompt}\", in which the subject \"{subject}\" does not occur");
    }

    private string Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (First(name) is { } text)
                return text;
        }

        throw Error($"has no {string.Join(" or ", names.ToArray())}");
    }

    /// <summary>The first text under one of the names: a string, an object with <c>str</c>, or a list of these, nested or not.</summary>
    private string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (All(name) is [var first, ..])
                return first;
        }

        return null;
    }

    private List<string> All(string name)
    {
        var texts = new List<string>();
        if (element.TryGetProperty(name, out var value))
            Collect(value, texts);
        return texts;
    }

    private static void Collect(JsonElement value, List<string> texts)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                texts.Add(value.GetString()!);
                break;
            case JsonValueKind.Object when value.TryGetProperty("str", out var text):
                Collect(text, texts);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Collect(item, texts);
                break;
        }
    }

    private FormatException Error(string fault) => new($"{where} {fault}.");
}
