using BenchmarkDotNet.Running;
using Emend.Benchmarks.Commands;
using Emend.Benchmarks.Decoding;
using Emend.Benchmarks.Editing;
using Emend.Benchmarks.Evaluation;
using Emend.Benchmarks.Kernels;
using Emend.Benchmarks.LinearAlgebra;
using Emend.Benchmarks.Measurement;
using Emend.Benchmarks.Memory;
using Emend.Benchmarks.Operations;
using Emend.Benchmarks.Text;
using Emend.Benchmarks.Training;
using Emend.Benchmarks.Tracing;

// suites of single long runs measure themselves; everything else is BenchmarkDotNet's
var filter = args.Length > 1 ? args[1] : "";
switch (args)
{
    case ["commands", ..]:
        await CommandSuite.RunAsync(filter);
        break;
    case ["decoding", ..]:
        DecodingSuite.Run(filter);
        break;
    case ["value-search", ..]:
        ValueSearchSuite.Run(filter);
        break;
    case ["side-by-side", ..]:
        SideBySideSuite.Run(args[1..]);
        break;
    case ["alphaedit", ..]:
        await AlphaEditSuite.RunAsync(args[1..]);
        break;
    case ["layer-sweep", ..]:
        LayerSweepSuite.Run(args[1..]);
        break;
    case ["edits", ..]:
        await KnownFactSuite.RunAsync(args[1..]);
        break;
    case ["pmet", ..]:
        PmetSuite.Run(args[1..]);
        break;
    case ["second-moments", ..]:
        SecondMomentSuite.Run(args[1..]);
        break;
    case ["projector", ..]:
        ProjectorSuite.Run(args[1..]);
        break;
    case ["tracing", ..]:
        TracingSuite.Run(SuiteOptions.Parse(args.AsSpan(1)));
        break;
    case ["evaluation", ..]:
        EvaluationSuite.Run(SuiteOptions.Parse(args.AsSpan(1)));
        break;
    case ["ultraedit", ..]:
        await UltraEditSuite.RunAsync(args[1..]);
        break;
    case ["linear-algebra", ..]:
        LinearAlgebraSuite.Run(filter);
        break;
    case ["tokenizers", ..]:
        TokenizerSuite.Run(filter);
        break;
    case ["large-model", ..]:
        await LargeModelSuite.RunAsync(args.AsMemory(1));
        break;
    case ["kernels", ..]:
        KernelSuite.Run(SuiteOptions.Parse(args.AsSpan(1)));
        break;
    case ["operations", ..]:
        OperationSuite.Run(SuiteOptions.Parse(args.AsSpan(1)));
        break;
    case ["training", ..]:
        TrainingSuite.Run(SuiteOptions.Parse(args.AsSpan(1)));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
