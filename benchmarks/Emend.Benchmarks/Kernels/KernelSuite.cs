using Emend.Benchmarks.Measurement;
using Emend.Tensors;
using Emend.Tensors.Kernels;

namespace Emend.Benchmarks.Kernels;

/// <summary>Compares matrix products with what the machine can multiply, and one-row products with what it can read.</summary>
internal static class KernelSuite
{
    private const double Seconds = 0.03;
    private const long ColdBytes = 512L << 20; // more than the caches hold

    private static readonly (int Columns, int Depth)[] Layers = [(3072, 768), (768, 3072), (6400, 1600), (1600, 6400)];

    private static readonly (string Name, string Title, Action<Report, SuiteOptions, string> Run)[] Parts =
    [
        ("squares", "Squares", (report, options, on) => Products(report, options, $"Squares, {on}", Squares())),
        ("layers", "Transformer layers", (report, options, on) => Products(report, options, $"Transformer layers, {on}", LayerProducts())),
        ("narrow", "Transformer layers with 16-bit weights", (report, options, on) => Products(report, options, $"16-bit weights, {on}", NarrowProducts())),
        ("double", "Float64", (report, options, on) => Products(report, options, $"Float64, {on}", Doubles())),
        ("memory", "Weights that lie in memory", FromMemory),
        ("rows", "One row", OneRow),
    ];

    /// <summary>Measures all parts or one, prints the tables, and writes each to a file of this machine's results unless told not to.</summary>
    public static void Run(SuiteOptions options)
    {
        foreach (var (name, title, run) in Parts.Where(part => options.Part.Length == 0 || part.Name == options.Part))
        {
            var report = new Report($"Matrix products: {title}");
            report.Paragraph(
                $"`dotnet run -c Release --project benchmarks/Emend.Benchmarks -- kernels {name}`. C [m, n] = A [m, k] · B [k, n], written m×n×k; "
                + "Aᵀ and Bᵀ mean that the factor is stored transposed. GFLOPS, and the share of the peak that a loop of fused "
                + "multiply-adds on registers reaches, both the best of alternating runs.");
            var before = Threads.Count;
            foreach (var threads in new[] { 1, before }.Distinct())
            {
                Threads.Count = threads;
                run(report, options, threads == 1 ? "one thread" : $"{threads} threads");
            }

            Threads.Count = before;
            Console.WriteLine(report);
            if (!options.Dry) Console.Error.WriteLine($"Written to {report.Save($"matrix-products-{name}.md")}");
        }
    }

    private static IEnumerable<ProductShape> Orientations(ProductShape shape) =>
        from a in new[] { false, true }
        from b in new[] { false, true }
        select shape with { ATransposed = a, BTransposed = b };

    private static IEnumerable<ProductShape> Squares() =>
        new[] { 512, 768, 1024, 1600, 2048, 3072 }.SelectMany(n => Orientations(new(n, n, n)));

    private static IEnumerable<ProductShape> LayerProducts() =>
        from layer in Layers
        from rows in new[] { 16, 64, 128, 400 }
        from shape in Orientations(new(rows, layer.Columns, layer.Depth))
        select shape;

    private static IEnumerable<ProductShape> NarrowProducts() =>
        from shape in LayerProducts()
        where !shape.ATransposed
        from storage in new[] { ElementType.BFloat16, ElementType.Float16 }
        select shape with { Storage = storage };

    private static IEnumerable<ProductShape> Doubles() =>
        new[] { 256, 512, 1024, 2048 }.SelectMany(n => Orientations(new(n, n, n) { Double = true }));

    private static void Products(Report report, SuiteOptions options, string title, IEnumerable<ProductShape> shapes)
    {
        var cases = shapes.Where(shape => $"{title} {shape.Size} {shape.Formula}".Contains(options.Only, StringComparison.Ordinal)).ToList();
        if (cases.Count == 0) return;
        var timings = new Timing?[cases.Count];
        for (var pass = 0; pass < options.Passes; pass++)
        {
            for (var i = 0; i < cases.Count; i++)
            {
                Console.Error.Write($"\r{title}: {pass * cases.Count + i + 1} of {options.Passes * cases.Count}   ");
                using var product = new Product(cases[i]);
                var timing = new Timing(product.Run, Ceiling.Multiply, timings[i]);
                timing.Measure(Seconds);
                timings[i] = timing;
            }
        }

        Console.Error.WriteLine();
        var peak = timings.Max(timing => Ceiling.Operations / timing!.Ceiling / 1e9);
        var formulas = cases.Select(shape => shape.Formula).Distinct().ToList();
        report.Heading(title);
        report.Paragraph($"Peak {peak:F0} GFLOPS{(cases[0].Double ? $" in float32, so {peak / 2:F0} in float64" : "")}.");
        report.Table(
            ["m×n×k", .. formulas],
            cases.Select((shape, i) => (shape, i)).GroupBy(pair => pair.shape.Size).Select(group => (IReadOnlyList<string>)
                [group.Key, .. group.Select(pair => Cell(pair.shape, timings[pair.i]!, peak))]));
    }

    private static string Cell(ProductShape shape, Timing timing, double peak)
    {
        var speed = shape.Operations / timing.Work / 1e9;
        return $"{speed:F0} ({speed / (shape.Double ? peak / 2 : peak):P0})";
    }

    /// <summary>Products whose weights no cache holds, against multiplying or reading them, whichever takes longer.</summary>
    private static unsafe void FromMemory(Report report, SuiteOptions options, string on)
    {
        (int Rows, int Columns, int Depth)[] shapes =
            [(4, 3072, 768), (16, 3072, 768), (16, 768, 3072), (64, 3072, 768), (88, 3072, 768), (88, 768, 3072), (64, 6400, 1600), (128, 3072, 768), (22, 50257, 768), (22, 768, 50257)];
        report.Heading($"From memory, {on}");
        report.Paragraph($"The weights lie {ColdBytes >> 20} MB long in memory and are used in turn. The bound is the time of the multiplications at the peak or of reading the weights, whichever is longer.");
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (m, n, k) in shapes)
        {
            var row = new List<string> { $"{m}×{n}×{k}" };
            foreach (var transposed in new[] { false, true })
            {
                var shape = new ProductShape(m, n, k) { BTransposed = transposed };
                using var product = new Product(shape, ColdBytes);
                var reading = new Timing(product.Run, () => Ceiling.Read(product.NextWeights(), product.WeightBytes));
                reading.Measure(Seconds * options.Passes);
                var timing = new Timing(product.Run, Ceiling.Multiply, new Timing(product.Run, Ceiling.Multiply));
                timing.Measure(Seconds * options.Passes);
                var work = Math.Min(timing.Work, reading.Work);
                var multiplying = shape.Operations * timing.Ceiling / Ceiling.Operations;
                var bound = Math.Max(multiplying, reading.Ceiling);
                row.Add($"{shape.Operations / work / 1e9:F0} ({multiplying / work:P0})");
                row.Add($"{bound / work:P0} of {(multiplying > reading.Ceiling ? "multiplying" : "reading")}");
                Console.Error.Write($"\r{shape.Size} {shape.Formula}      ");
            }

            rows.Add(row);
        }

        report.Table(["m×n×k", "B: GFLOPS", "of the bound", "Bᵀ: GFLOPS", "of the bound"], rows);
    }

    private static void OneRow(Report report, SuiteOptions options, string on)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (columns, depth) in Layers)
        {
            var row = new List<string> { $"1×{columns}×{depth}" };
            foreach (var storage in Enum.GetValues<ElementType>())
            {
                foreach (var transposed in new[] { false, true })
                    row.Add(OneRow(new(1, columns, depth) { Storage = storage, BTransposed = transposed }, options));
            }

            rows.Add(row);
        }

        report.Heading($"One row, {on}");
        report.Paragraph(
            $"GB/s of weights, and the share of what adding up the same memory reaches in alternating runs. The weights lie {ColdBytes >> 20} MB "
            + "long in memory, so that none come from a cache.");
        report.Table(["m×n×k", "B f32", "Bᵀ f32", "B f16", "Bᵀ f16", "B bf16", "Bᵀ bf16"], rows);
    }

    private static unsafe string OneRow(ProductShape shape, SuiteOptions options)
    {
        using var product = new Product(shape, ColdBytes);
        var timing = new Timing(product.Run, () => Ceiling.Read(product.NextWeights(), product.WeightBytes));
        timing.Measure(Seconds * options.Passes * 3);
        Console.Error.Write($"\r{shape.Size} {shape.Formula}      ");
        return $"{product.WeightBytes / timing.Work / 1e9:F1} ({timing.Ceiling / timing.Work:P0})";
    }
}
