using System.CommandLine;

namespace Emend.Cli.Commands;

/// <summary><c>emend models</c>: which models there are, what they are, whether they compute what they should.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new TaughtCommand("models", "List, describe and check models.",
        "emend models list",
        "emend models show atlas",
        "emend models check my-model --reference my-model/golden.safetensors")
    {
        ModelsListCommand.Create(),
        ModelsShowCommand.Create(),
        ModelsCheckCommand.Create(),
    };
}
