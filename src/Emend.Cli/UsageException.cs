namespace Emend.Cli;

/// <summary>The command was called wrongly; the message says how to call it. Ends with exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
