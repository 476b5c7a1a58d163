using BenchmarkDotNet.Running;
using Emend.Benchmarks.Decoding;

// suites that need models of gigabytes measure themselves; everything else is BenchmarkDotNet's
if (args is ["decoding", ..])
    DecodingSuite.Run(args.Length > 1 ? args[1] : "");
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
