namespace Emend.Tests;

/// <summary>A test that needs files which are not in the repository: it is skipped, and says so, unless a variable names their folder.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithFolderAttribute : FactAttribute
{
    /// <summary>Skips the test where the variable is not set.</summary>
    public FactWithFolderAttribute(string variable, string holding)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            Skip = $"set {variable} to the folder of {holding}";
    }
}
