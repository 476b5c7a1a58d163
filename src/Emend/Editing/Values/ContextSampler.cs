using System.Text;
using Emend.Models;
using Emend.Pretraining;
using Emend.Tensors;

namespace Emend.Editing.Values;

/// <summary>Lets a model write the texts that go before the prompts, so that an edit holds in contexts that the model itself finds likely.</summary>
/// <remarks>
/// As kmeng01/rome samples them (util/generate.py): each token is drawn from the five most probable; the text is
/// normalised, and a full stop is put behind it. The draw is from a generator of our own, so the texts are not the reference's.
/// </remarks>
public static class ContextSampler
{
    private const int MostProbable = 5;
    private static readonly string[] FirstWords = ["The", "Therefore", "Because", "I", "You"]; // MEMIT's, and ROME's for models that need a text to start from

    /// <summary>The texts of ROME as released, in pairs of tokens and how many: ten of 5 and ten of 10 (kmeng01/rome, context_template_length_params).</summary>
    internal static IReadOnlyList<int> ReleasedContexts { get; } = [5, 10, 10, 10];

    /// <summary>ROME's templates: the bare prompt, then texts of given lengths.</summary>
    /// <param name="model">The model that writes.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="contexts">In pairs how many tokens a text has and how many such texts there are; null for the released ones: ten of 5 tokens and ten of 10.</param>
    public static ContextTemplates ForRome(LanguageModel model, int seed, IReadOnlyList<int>? contexts = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        int[]? start = StartsFromNothing(model) is { } id ? [id] : null;
        var words = FirstWords.Select(word => model.Tokenizer.Encode(word, special: true).Ids).ToArray();
        var random = new RandomStream((ulong)seed);
        return new ContextTemplates(["{}", .. (contexts ?? ReleasedContexts).Chunk(2).SelectMany(pair =>
            Sample(model, [.. Enumerable.Range(0, pair[1]).Select(i => start ?? words[i % words.Length])], pair[0], random))]);
    }

    /// <summary>MEMIT's six templates: the bare prompt, and five texts of 10 tokens that begin with a word each.</summary>
    public static ContextTemplates ForMemit(LanguageModel model, int seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        var starts = FirstWords.Select(word => model.Tokenizer.Encode(word, special: true).Ids).ToArray();
        return new ContextTemplates(["{}", .. Sample(model, starts, 10, new RandomStream((ulong)seed))]);
    }

    /// <summary>The token that stands before every text, where the tokenizer does not add it by itself.</summary>
    private static int? StartsFromNothing(LanguageModel model)
    {
        var special = model.Tokenizer.Special;
        var addsItself = model.Tokenizer.Encode("a", special: true).Count != model.Tokenizer.Encode("a").Count;
        return addsItself ? null : special.Beginning ?? special.End ?? (model.Architecture.EndTokens is [var end, ..] ? end : null);
    }

    private static IEnumerable<string> Sample(LanguageModel model, int[][] starts, int length, RandomStream random)
    {
        using var pause = Gradients.Off();
        var rows = Array.ConvertAll(starts, start => new List<int>(start));
        using var cache = new KeyValueCache(model.Architecture, rows.Length, Math.Max(length, starts.Max(start => start.Length)));
        var fresh = Array.ConvertAll(starts, start => (IReadOnlyList<int>)start);
        while (Enumerable.Range(0, rows.Length).Where(row => rows[row].Count < length).ToArray() is { Length: > 0 } growing)
        {
            using var workspace = Workspace.Begin();
            var batch = Batch.Of([.. growing.Select(row => fresh[row])]);
            var logits = model.Decoder.Forward(new DecoderInput { Tokens = batch, Past = cache, PastSlots = growing, Record = cache, LogitsAt = batch.LastTokens }).Logits;
            for (var i = 0; i < growing.Length; i++)
            {
                var next = Draw(logits.Values.Slice(i * logits.Shape.Columns, logits.Shape.Columns), random);
                rows[growing[i]].Add(next);
                fresh[growing[i]] = cache.Unread(growing[i], rows[growing[i]]);
            }
        }

        return [.. rows.Select(row => Clean(model.Tokenizer.Decode(row)) + ". {}")];
    }

    private static int Draw(ReadOnlySpan<float> logits, RandomStream random)
    {
        Span<int> best = stackalloc int[MostProbable];
        var count = 0;
        for (var id = 0; id < logits.Length; id++)
        {
            var at = count;
            while (at > 0 && logits[id] > logits[best[at - 1]])
                at--;
            if (at >= MostProbable)
                continue;
            count = Math.Min(count + 1, MostProbable);
            best[at..(count - 1)].CopyTo(best[(at + 1)..count]);
            best[at] = id;
        }

        Span<double> weights = stackalloc double[count];
        double sum = 0;
        for (var i = 0; i < count; i++)
            sum += weights[i] = Math.Exp(logits[best[i]] - logits[best[0]]);
        var place = random.Unit() * sum;
        for (var i = 0; i < count - 1; i++)
        {
            place -= weights[i];
            if (place < 0)
                return best[i];
        }

        return best[count - 1];
    }

    private static string Clean(string text) => text.Normalize(NormalizationForm.FormKD)
        .Replace("\n\n", " ", StringComparison.Ordinal)
        .Replace("{", "", StringComparison.Ordinal)
        .Replace("}", "", StringComparison.Ordinal)
        .Trim();
}
