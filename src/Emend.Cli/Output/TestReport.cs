namespace Emend.Cli.Output;

/// <summary>The document of <c>emend test</c>.</summary>
internal sealed record TestReport(int Schema, int Passed, int Failed, IReadOnlyList<TestReport.Question> Questions)
{
    internal sealed record Question(string Commit, string Kind, string Prompt, string Expected, string Answer, double Probability, bool Passed);
}
