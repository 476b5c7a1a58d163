namespace Emend.Evaluation.Datasets.Records;

/// <summary>A relation of ParaRel: the file of its wordings and the file of its facts.</summary>
internal sealed class ParaRelRelation(string name, string patternFile, string factFile)
{
    private IReadOnlyList<ParaRelPattern>? patterns;

    public string Name => name;

    public IReadOnlyList<ParaRelPattern> Patterns => patterns ?? throw new InvalidOperationException("The patterns are read with the facts.");

    /// <summary>The facts, one after the other.</summary>
    public IEnumerable<ParaRelFact> Facts(DatasetOptions options)
    {
        var log = options.Log ?? new ReadingLog();
        patterns = [.. RecordFile.Read(patternFile, Report).Select(Pattern).OfType<ParaRelPattern>()];
        foreach (var record in RecordFile.Read(factFile, Report))
        {
            log.Records++;
            if (Fact(record) is { } fact)
            {
                log.Cases++;
                yield return fact;
            }
        }

        void Report(MalformedRecordException fault)
        {
            log.Add(fault);
            if (!options.SkipBad)
                throw fault;
        }

        ParaRelPattern? Pattern(JsonField record) => Try(() =>
            new ParaRelPattern(record["pattern"].Text()) is { IsWhole: true } pattern ? pattern : throw record["pattern"].Fault("lacks [X] or [Y]."));

        ParaRelFact? Fact(JsonField record) => Try(() =>
            new ParaRelFact(this, record["sub_label"].Text(), record["obj_label"].Text(), record["uuid"].TextOrNull() ?? $"{name}/{record.Place.Index}", record.Place));

        T? Try<T>(Func<T> read)
            where T : class
        {
            try
            {
                return read();
            }
            catch (MalformedRecordException fault)
            {
                Report(fault);
                return null;
            }
        }
    }
}

/// <summary>A fact of ParaRel.</summary>
internal sealed record ParaRelFact(ParaRelRelation Relation, string Subject, string Object, string Id, RecordPlace Place);
