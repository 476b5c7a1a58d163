namespace Emend.Evaluation.Datasets.Records;

/// <summary>Where a record stands.</summary>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="Line">The line on which it starts, from 1.</param>
/// <param name="Index">Its position, from 0.</param>
/// <param name="Offset">Its first byte in the file, which is uncompressed before.</param>
internal sealed record RecordPlace(string File, long Line, int Index, long Offset = 0)
{
    public MalformedRecordException Fault(string field, string fault) => new(File, Line, Index, field, fault);
}
