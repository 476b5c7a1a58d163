using System.Text.Json.Serialization;

namespace Emend.Evaluation.Runs;

/// <summary>What a run measures beside the questions of the data set and the perplexity of fixed text.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<RunMeasures>))]
public enum RunMeasures
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")]
    None = 0,

    /// <summary>Questions that a memorised sentence does not answer: other form, random prefix, negation, reversal, CounterFact+.</summary>
    [JsonStringEnumMemberName("honest")]
    Honest = 1,

    /// <summary>Multi-hop questions once more, with steps of thought before the answer.</summary>
    [JsonStringEnumMemberName("thoughts")]
    Thoughts = 2,

    /// <summary>How far the next-token distributions at neighbours move, plainly and behind the edit's sentence.</summary>
    [JsonStringEnumMemberName("divergence")]
    Divergence = 4,

    /// <summary>What the model can do besides: other facts, new facts in context, copying. In sequences at the checkpoints.</summary>
    [JsonStringEnumMemberName("ability")]
    Ability = 8,

    /// <summary>Texts of 100 tokens: fluency, consistency, essence. By far the most expensive.</summary>
    [JsonStringEnumMemberName("writing")]
    Writing = 16,

    /// <summary>All of them.</summary>
    [JsonStringEnumMemberName("all")]
    All = Honest | Thoughts | Divergence | Ability | Writing,
}
