using Emend.Tracing;

namespace Emend.Tests.Tracing;

public sealed class TraceAveragesTests
{
    [Fact]
    public void Tokens_Count_For_Their_Roles()
    {
        // tokens 0 to 6; the subject is 1 to 3, behind it come 4, 5 and 6
        var averages = Averages(Trace(1, 4, 7, token => token));
        Means(averages).ShouldBe([1.0, 2, 3, 4, 5, 6]);

        // a subject of one token is its first and last; one token behind it is the first and the last
        Means(Averages(Trace(0, 1, 2, token => token))).ShouldBe([0.0, double.NaN, 0, 1, double.NaN, 1]);

        // nothing follows a subject that ends the prompt
        Means(Averages(Trace(0, 2, 2, token => token))).ShouldBe([0.0, double.NaN, 1, double.NaN, double.NaN, 1]);
    }

    [Fact]
    public void Bands_Are_Of_The_Standard_Error()
    {
        var averages = Averages(Trace(0, 1, 2, _ => 0.2f), Trace(0, 1, 2, _ => 0.6f), Trace(0, 1, 2, _ => 0.7f));
        var estimate = averages.Table(TraceKind.State)[TokenRole.LastSubject, 0];
        estimate.Mean.ShouldBe(0.5, 1e-7);
        estimate.HalfWidth.ShouldBe(1.96 * Math.Sqrt((0.09 + 0.01 + 0.04) / 2 / 3), 1e-7);
        estimate.Count.ShouldBe(3);
        averages.TotalEffect.Mean.ShouldBe(0.8, 1e-6);
        averages.IndirectEffect(TraceKind.State, TokenRole.LastSubject, 0).ShouldBe(0.4, 1e-6);
    }

    private static double[] Means(TraceAverages averages) => [.. Enum.GetValues<TokenRole>().Select(role => averages.Table(TraceKind.State)[role, 0].Mean)];

    private static TraceAverages Averages(params CausalTrace[] traces)
    {
        var averages = new TraceAverages(1, traces[0].Options);
        foreach (var trace in traces)
            averages.Add(trace);
        return averages;
    }

    private static CausalTrace Trace(int first, int end, int tokens, Func<int, float> score)
    {
        var table = new TraceTable(TraceKind.State, tokens, 1, 0);
        for (var token = 0; token < tokens; token++)
            table[token, 0] = score(token);
        return new CausalTrace
        {
            Prompt = new TracePrompt("", "", new int[tokens], first, end),
            Tokens = new string[tokens],
            AnswerId = 0,
            Answer = "",
            HighScore = 0.9f,
            LowScore = 0.1f,
            Tables = [table],
            Severed = [],
            Options = new TraceOptions { Kinds = [TraceKind.State] },
            Noise = "",
        };
    }
}
