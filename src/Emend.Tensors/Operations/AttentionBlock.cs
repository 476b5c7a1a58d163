namespace Emend.Tensors.Operations;

/// <summary>Some queries of one row and head, with the keys that they may look at.</summary>
/// <param name="Row">The row.</param>
/// <param name="Head">The query head.</param>
/// <param name="First">The first query within its row.</param>
/// <param name="Count">The number of queries.</param>
/// <param name="QueryOffset">Where the first query begins in the flat tensor of queries.</param>
/// <param name="Past">How many cached keys the row has.</param>
/// <param name="Keys">How many keys, cached ones first, any of the queries may look at.</param>
internal readonly record struct AttentionBlock(int Row, int Head, int First, int Count, long QueryOffset, int Past, int Keys);
