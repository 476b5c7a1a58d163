using System.Globalization;
using Emend.Evaluation.Cases;

namespace Emend.Evaluation.Datasets.Records;

/// <summary>Turns records into cases: counts them, and passes over malformed ones where the options say so.</summary>
internal static class RecordReading
{
    /// <summary>Reads cases one after the other.</summary>
    /// <param name="records">Opens the records; it is told where to report what is not JSON.</param>
    /// <param name="read">The cases of a record: usually one; none if the format's rules leave it out.</param>
    /// <param name="options">How to read.</param>
    public static IEnumerable<EditCase> Cases(Func<Action<MalformedRecordException>, IEnumerable<JsonField>> records, Func<JsonField, IEnumerable<EditCase>> read, DatasetOptions options)
    {
        var log = options.Log ?? new ReadingLog();
        foreach (var cases in Each(records, record => read(record).ToArray(), options with { Log = log }))
        {
            log.LeftOut += cases.Length == 0 ? 1 : 0;
            foreach (var one in cases)
            {
                log.Cases++;
                yield return one;
            }
        }
    }

    /// <summary>Reads what each record holds; a record is taken whole or not at all.</summary>
    public static IEnumerable<T> Each<T>(Func<Action<MalformedRecordException>, IEnumerable<JsonField>> records, Func<JsonField, T> read, DatasetOptions options)
    {
        var log = options.Log ?? new ReadingLog();
        foreach (var record in records(Report))
        {
            log.Records++;
            T found;
            try
            {
                found = read(record);
            }
            catch (MalformedRecordException fault)
            {
                Report(fault);
                continue;
            }

            yield return found;
        }

        void Report(MalformedRecordException fault)
        {
            log.Add(fault);
            if (!options.SkipBad)
                throw fault;
        }
    }

    /// <summary>A case of a record.</summary>
    public static EditCase Case(string dataset, JsonField record, string? id, IReadOnlyList<FactEdit> edits, IReadOnlyList<EditTest> tests) => new()
    {
        Id = id ?? record.Place.Index.ToString(CultureInfo.InvariantCulture),
        Index = record.Place.Index,
        Edits = edits,
        Tests = tests,
        Source = new CaseSource(dataset, record.Place.File, record.Place.Line),
    };
}
