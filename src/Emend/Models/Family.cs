namespace Emend.Models;

/// <summary>How the checkpoints of one family are read: its config's facts and its weights' names.</summary>
/// <param name="Name">What <c>model_type</c> calls it.</param>
/// <param name="Read">From the config to the facts.</param>
/// <param name="Map">From the config and its facts to the names.</param>
internal sealed record Family(string Name, Func<ModelConfig, Architecture> Read, Func<ModelConfig, Architecture, WeightMap> Map);
