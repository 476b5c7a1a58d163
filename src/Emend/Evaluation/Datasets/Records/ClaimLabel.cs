namespace Emend.Evaluation.Datasets.Records;

/// <summary>The three labels of claims in the words of FEVER's shared task.</summary>
internal static class ClaimLabel
{
    public const string Supports = "SUPPORTS";
    public const string Refutes = "REFUTES";
    public const string Neither = "NOT ENOUGH INFO";

    public static string Read(JsonField label)
    {
        var text = label.Texts() is [var first, ..] ? first : throw label.Fault("is missing.");
        return text.Trim().ToUpperInvariant() switch
        {
            "SUPPORTS" or "SUPPORTED" or "TRUE" => Supports,
            "REFUTES" or "REFUTED" or "FALSE" => Refutes,
            "NOT ENOUGH INFO" or "NOT ENOUGH INFORMATION" or "NEI" => Neither,
            _ => throw label.Fault($"is none of {Supports}, {Refutes} and {Neither}."),
        };
    }
}
