namespace Emend.Evaluation.Datasets.Records;

/// <summary>Where a record stands.</summary>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="Line">The line on which it starts, from 1.</param>
/// <param name="Index">Its position, from 0.</param>
internal sealed record RecordPlace(string File, long Line, int Index)
{
    public MalformedRecordException Fault(string field, string fault) => new(File, Line, Index, field, fault);
}
