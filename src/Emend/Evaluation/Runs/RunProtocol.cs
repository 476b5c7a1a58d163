using System.Text.Json.Serialization;

namespace Emend.Evaluation.Runs;

/// <summary>How edits and questions follow each other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunProtocol>))]
public enum RunProtocol
{
    /// <summary>Each case on the unedited model.</summary>
    [JsonStringEnumMemberName("single")]
    Single,

    /// <summary>Several cases edited at once, questions to all of them, then the unedited model again.</summary>
    [JsonStringEnumMemberName("batch")]
    Batch,

    /// <summary>One edit after another, never restored; all earlier cases are asked again at checkpoints.</summary>
    [JsonStringEnumMemberName("sequential")]
    Sequential,
}
