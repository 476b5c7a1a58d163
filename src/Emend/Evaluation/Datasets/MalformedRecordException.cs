namespace Emend.Evaluation.Datasets;

/// <summary>A record of a data set that is not what its format says; the message names file, line and field.</summary>
public sealed class MalformedRecordException : FormatException
{
    internal MalformedRecordException(string file, long line, int index, string field, string fault)
        : base($"{file}, line {line} (record {index}){(field.Length == 0 ? "" : $", field {field}")}: {fault}")
    {
        File = file;
        Line = line;
        Index = index;
        Field = field;
    }

    /// <summary>The file's name, without its folder.</summary>
    public string File { get; }

    /// <summary>The line on which the record starts, from 1.</summary>
    public long Line { get; }

    /// <summary>The record's position in the file, from 0.</summary>
    public int Index { get; }

    /// <summary>The field within the record, for example <c>requested_rewrite.target_new.str</c>; empty for the record as a whole.</summary>
    public string Field { get; }
}
