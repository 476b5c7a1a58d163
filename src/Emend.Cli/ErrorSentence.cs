namespace Emend.Cli;

/// <summary>Says in one sentence what went wrong.</summary>
internal static class ErrorSentence
{
    public static string Of(Exception error)
    {
        var cause = error is AggregateException { InnerException: { } inner } ? inner : error;
        return cause switch
        {
            ArgumentException { ParamName: { Length: > 0 } name } => cause.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
            OutOfMemoryException => "There is not enough memory for this: use a smaller model, or close something else.",
            NullReferenceException or IndexOutOfRangeException or InvalidCastException or (KeyNotFoundException and not WeightNotFoundException) =>
                $"This is a fault of emend, not yours ({cause.GetType().Name}): run it again with -v and report what it prints.",
            _ => OneLine(cause.Message),
        };
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
