namespace Emend.Pretraining;

/// <summary>A position in the rows of training.</summary>
/// <param name="RandomAtEpoch">The state of the random numbers when the epoch began.</param>
/// <param name="Epoch">The number of the epoch, from 1.</param>
/// <param name="ProgressAtEpoch">How far training was when the epoch began.</param>
/// <param name="NextRow">The first row of the epoch that is not used yet.</param>
internal readonly record struct TrainingPosition((ulong A, ulong B, ulong C, ulong D) RandomAtEpoch, int Epoch, double ProgressAtEpoch, int NextRow);
