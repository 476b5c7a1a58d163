using Emend.Pretraining;

namespace Emend.Cli.Output;

/// <summary>The document of <c>emend pretrain</c>.</summary>
internal sealed record PretrainReport(int Schema, string Folder, int Step, long Tokens, IReadOnlyList<Measure> Measures);
