using System.Text;
using Emend.Cli;

if (OperatingSystem.IsWindows()) Console.OutputEncoding = Encoding.UTF8; // elsewhere it is already
using var interruption = new Interruption();
return await CommandLine.RunAsync(args, new Surroundings { Output = Console.Out, Error = Console.Error }, interruption.Token);
