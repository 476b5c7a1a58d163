using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Models;

/// <summary>What holds for every decoder, whatever its family.</summary>
public class DecoderContractTests
{
    public static TheoryData<string> Families => GoldenModel.Decoders;

    // the keys of the others do not change with the length of the row
    public static TheoryData<string> GrowingFamilies => [.. GoldenModel.DecoderNames.Where(name => name != "phi3_longrope")];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_Batch_Gives_What_Its_Rows_Give_Alone(string name)
    {
        var golden = GoldenModel.Open(name);
        var together = golden.Model.Forward(golden.Batch, new Hooks().Keep(Site.Logits));
        for (var row = 0; row < golden.Batch.Rows; row++)
            ShouldBeClose(golden.Model.Forward(Batch.Single(golden.Batch.Row(row).ToArray())).Logits, together.Row(Site.Logits, row));
    }

    [Theory]
    [MemberData(nameof(GrowingFamilies))]
    public void Token_By_Token_With_A_Cache_Gives_What_One_Pass_Gives(string name)
    {
        var golden = GoldenModel.Open(name);
        var row = golden.Batch.Row(0).ToArray();
        var whole = golden.Model.Forward(Batch.Single(row)).Logits;
        var cache = new KeyValueCache(golden.Model.Architecture, 1, row.Length);
        for (var i = 0; i < row.Length; i++)
        {
            using var workspace = Workspace.Begin();
            var run = golden.Model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(row[i]), Past = cache, Record = cache });
            ShouldBeClose(run.Logits, whole.Rows(i, 1));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Rows_That_Begin_Alike_Give_What_They_Give_Apart(string name)
    {
        var golden = GoldenModel.Open(name);
        var row = golden.Batch.Row(0).ToArray();
        var batch = Batch.Of(row, row[..^1], [.. row[..^2], row[0]], row, row[1..]);
        var (apart, shared) = (new KeyValueCache(golden.Model.Architecture, 5, 64), new KeyValueCache(golden.Model.Architecture, 5, 64));
        var input = new DecoderInput { Tokens = batch, LogitsAt = [.. batch.LastTokens, 1], Record = apart };

        var expected = golden.Model.Decoder.Forward(input).Logits;
        var actual = golden.Model.Decoder.Forward(input with { SharesBeginnings = true, Record = shared }).Logits;

        ShouldBeClose(actual, expected);
        var next = new DecoderInput { Tokens = Batch.Of([row[0]], [row[0]], [row[0]], [row[0]], [row[0]]), Past = apart };
        ShouldBeClose(golden.Model.Decoder.Forward(next with { Past = shared }).Logits, golden.Model.Decoder.Forward(next).Logits);
    }

    [Theory]
    [MemberData(nameof(GrowingFamilies))]
    public void Rows_That_Begin_Alike_Behind_The_Same_Past_Give_What_They_Give_Apart(string name)
    {
        var golden = GoldenModel.Open(name);
        var row = golden.Batch.Row(0).ToArray();
        var past = new KeyValueCache(golden.Model.Architecture, 2, 64);
        golden.Model.Decoder.Forward(new DecoderInput { Tokens = Batch.Of(row[..3], row[1..3]), Record = past });
        var batch = Batch.Of(row[2..], row[2..^1], [.. row[2..^1], row[0]], row[2..], row[2..]);
        var input = new DecoderInput { Tokens = batch, Past = past, PastSlots = [0, 0, 0, 1, 0], PastLengths = [3, 3, 3, 2, 2], LogitsAt = batch.LastTokens };

        ShouldBeClose(golden.Model.Decoder.Forward(input with { SharesBeginnings = true }).Logits, golden.Model.Decoder.Forward(input).Logits);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Tails_After_A_Recorded_Pass_Give_What_The_Whole_Rows_Give(string name)
    {
        var golden = GoldenModel.Open(name);
        var (model, batch) = (golden.Model, golden.Batch);
        var cache = new KeyValueCache(model.Architecture, batch.Rows, 64);
        var middle = Site.ResidPost(0);
        var clean = model.Decoder.Forward(new DecoderInput { Tokens = batch, Record = cache, Hooks = new Hooks().Keep(middle, Site.Logits) });

        int[] starts = [.. Enumerable.Range(0, batch.Rows).Select(row => batch.Length(row) / 2)];
        var tails = Batch.Of([.. starts.Select((start, row) => (IReadOnlyList<int>)batch.Row(row)[start..].ToArray())]);
        var hidden = RowOperations.ConcatRows([.. starts.Select((start, row) => clean.Row(middle, row).Rows(start, batch.Length(row) - start))]);
        var again = model.Decoder.Forward(new DecoderInput
        {
            Tokens = tails,
            StartLayer = 1,
            Hidden = hidden,
            Past = cache,
            PastLengths = starts,
            LogitsAt = tails.LastTokens,
        });
        ShouldBeClose(again.Logits, clean.Logits.GatherRows(batch.LastTokens));
    }

    [Theory]
    [MemberData(nameof(GrowingFamilies))]
    public void Rows_Can_Share_A_Prefix_And_Record_Their_Tails_Apart(string name)
    {
        var golden = GoldenModel.Open(name);
        var (model, row) = (golden.Model, golden.Batch.Row(0).ToArray());
        var shared = new KeyValueCache(model.Architecture, 1, row.Length);
        model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(row[..4]), Record = shared, LogitsAt = [] });
        var apart = new KeyValueCache(model.Architecture, 2, row.Length);
        for (var slot = 0; slot < 2; slot++)
        {
            model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(row[..4]), Record = apart, RecordSlots = [slot], LogitsAt = [] });
        }

        var tails = Batch.Of(row[4..7], row[5..9]);
        var run = model.Decoder.Forward(new DecoderInput { Tokens = tails, Past = shared, PastSlots = [0, 0], Record = apart, RecordSlots = [0, 1] });
        var whole = model.Forward(Batch.Of([.. row[..4], .. row[4..7]], [.. row[..4], .. row[5..9]]), new Hooks().Keep(Site.Logits));
        ShouldBeClose(run.Logits, RowOperations.ConcatRows(whole.Row(Site.Logits, 0).Rows(4, 3), whole.Row(Site.Logits, 1).Rows(4, 4)));
        apart.Length(1).ShouldBe(8);
        var next = model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(row[9]), Past = apart, PastSlots = [1] });
        ShouldBeClose(next.Logits, GoldenModel.LastLogits(model, Batch.Single([.. row[..4], .. row[5..9], row[9]])));
    }

    [Fact]
    public void A_Row_That_Grows_Beyond_The_Length_Its_Keys_Were_Rotated_For_Is_Refused()
    {
        var golden = GoldenModel.Open("phi3_longrope");
        var cache = new KeyValueCache(golden.Model.Architecture, 1, 16);
        golden.Model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(1, 2, 3, 4, 5, 6), Record = cache });
        golden.Model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(7, 8), Past = cache, Record = cache });
        Should.Throw<ArgumentException>(() => golden.Model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(9), Past = cache })).Message.ShouldContain("without its past");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_Site_Is_Met_Once_And_Changing_It_Changes_The_Logits(string name)
    {
        var golden = GoldenModel.Open(name);
        var clean = golden.Model.Forward(golden.Batch).Logits;
        foreach (var site in SitesOf(golden.Model.Architecture))
        {
            var met = 0;
            var changed = golden.Model.Forward(golden.Batch, new Hooks().Keep(site).Change(site, x =>
            {
                met++;
                return x.Multiply(0.5f).Add(0.25f);
            }));
            met.ShouldBe(1, site.ToString());
            changed.Logits.ToArray().ShouldNotBe(clean.ToArray(), site.ToString());
            changed[site].Shape[0].ShouldBe(golden.Batch.Tokens, site.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Laying_The_Pattern_Open_Changes_Nothing(string name)
    {
        var golden = GoldenModel.Open(name);
        var hooks = new Hooks().Keep(Enumerable.Range(0, golden.Model.Architecture.Layers).SelectMany(layer => new[] { Site.Pattern(layer), Site.Scores(layer) }));
        ShouldBeClose(golden.Model.Forward(golden.Batch, hooks).Logits, golden.Model.Forward(golden.Batch).Logits);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_Pass_Ends_After_The_Site_It_Shall_Stop_After(string name)
    {
        var golden = GoldenModel.Open(name);
        var sites = SitesOf(golden.Model.Architecture).Where(site => site.InBlock && site.Layer == 1).ToList();
        foreach (var site in sites)
        {
            var after = sites.SkipWhile(other => other != site).Skip(1).Append(Site.ResidPre(2));
            var hooks = new Hooks().Keep(site).StopAfter(site);
            foreach (var later in after)
                hooks.Change(later, _ => throw new InvalidOperationException($"{later} was computed after {site}."));
            var run = golden.Model.Forward(golden.Batch, hooks);
            run.Sites.ShouldBe([site]);
            Should.Throw<InvalidOperationException>(() => run.Logits);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Gradients_Reach_A_Site_And_Agree_With_Differences(string name)
    {
        var golden = GoldenModel.Open(name);
        var site = Site.MlpOut(1);
        var run = golden.Model.Forward(golden.Batch, new Hooks().KeepForGradients(site));
        var gradient = Gradients.Of(Loss(run), [run[site]])[0];
        var direction = Tensor.From([.. Enumerable.Range(0, (int)gradient.Count).Select(i => MathF.Sin(i))], gradient.Shape);
        const float Step = 1e-2f;
        var ahead = Loss(golden.Model.Forward(golden.Batch, new Hooks().Change(site, x => x.Add(direction.Multiply(Step))))).Item();
        var behind = Loss(golden.Model.Forward(golden.Batch, new Hooks().Change(site, x => x.Add(direction.Multiply(-Step))))).Item();
        gradient.Dot(direction).Item().ShouldBe((ahead - behind) / (2 * Step), 5e-3);

        static Tensor Loss(Run run) => run.Logits.LogSoftmax().Square().Mean();
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Results_Outlive_The_Layers_And_End_With_The_Callers_Workspace(string name)
    {
        var golden = GoldenModel.Open(name);
        var expected = golden.Model.Forward(golden.Batch, new Hooks().Keep(Site.MlpPost(0)));
        Run run;
        using (Workspace.Begin())
        {
            run = golden.Model.Forward(golden.Batch, new Hooks().Keep(Site.MlpPost(0)));
            run[Site.MlpPost(0)].ToArray().ShouldBe(expected[Site.MlpPost(0)].ToArray());
            run.Logits.ToArray().ShouldBe(expected.Logits.ToArray());
        }

        Should.Throw<ObjectDisposedException>(() => run.Logits.ToArray());
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Logits_Of_Some_Tokens_And_Their_Gradients_Are_What_They_Are_Among_All(string name)
    {
        var golden = GoldenModel.Open(name);
        int[] asked = [.. golden.Batch.LastTokens, 1, 1]; // in any order, and more than once
        var hooks = new Hooks().KeepForGradients(Site.Embed);
        var all = golden.Model.Forward(golden.Batch, hooks);
        var some = golden.Model.Decoder.Forward(new DecoderInput { Tokens = golden.Batch, LogitsAt = asked, Hooks = hooks });
        ShouldBeClose(some.Logits, all.Logits.GatherRows(asked));
        ShouldBeClose(
            Gradients.Of(some.Logits.Square().Sum(), [some[Site.Embed]])[0],
            Gradients.Of(all.Logits.GatherRows(asked).Square().Sum(), [all[Site.Embed]])[0]);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_Block_Read_At_Some_Tokens_Gives_What_It_Gives_Of_All(string name)
    {
        var golden = GoldenModel.Open(name);
        int[] asked = [.. golden.Batch.LastTokens, 1];
        var sites = SitesOf(golden.Model.Architecture).Where(site => site.InBlock && site.Layer == 1).ToArray();
        var whole = golden.Model.Forward(golden.Batch, new Hooks().Keep(sites));
        foreach (var site in sites)
        {
            var read = golden.Model.Decoder.Forward(new DecoderInput { Tokens = golden.Batch, StopAt = asked, Hooks = new Hooks().Keep(site).StopAfter(site) })[site];
            ShouldBeClose(read, site.Kind < SiteKind.Mixed ? whole[site] : whole[site].GatherRows(asked));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_Pass_Goes_On_Behind_A_Blocks_Attention(string name)
    {
        var golden = GoldenModel.Open(name);
        var whole = golden.Model.Forward(golden.Batch, new Hooks().Keep(Site.ResidPre(1), Site.AttentionOut(1), Site.MlpPost(1), Site.Logits));
        var input = new DecoderInput { Tokens = golden.Batch, StartLayer = 1, Hidden = whole[Site.ResidPre(1)], Attended = whole[Site.AttentionOut(1)] };
        ShouldBeClose(golden.Model.Decoder.Forward(input).Logits, whole.Logits);

        int[] last = golden.Batch.LastTokens;
        var alone = golden.Model.Decoder.Forward(input with
        {
            Tokens = Batch.Of([.. last.Select(token => (IReadOnlyList<int>)[golden.Batch.Ids[token]])]),
            Hidden = input.Hidden.GatherRows(last),
            Attended = input.Attended.GatherRows(last),
            Hooks = new Hooks().Keep(Site.MlpPost(1)).StopAfter(Site.MlpPost(1)),
        });
        ShouldBeClose(alone[Site.MlpPost(1)], whole[Site.MlpPost(1)].GatherRows(last));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Rows_Without_Their_End_Give_What_They_Give_Whole(string name)
    {
        var golden = GoldenModel.Open(name);
        var row = golden.Batch.Row(0).ToArray();
        var whole = golden.Model.Forward(Batch.Single(row)).Logits;
        var cache = new KeyValueCache(golden.Model.Architecture, 1, row.Length);
        var first = golden.Model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(row[..2]), WholeLengths = [row.Length], Record = cache });
        ShouldBeClose(first.Logits, whole.Rows(0, 2));
        var next = golden.Model.Decoder.Forward(new DecoderInput { Tokens = Batch.Single(row[2..4]), WholeLengths = [row.Length], Past = cache });
        ShouldBeClose(next.Logits, whole.Rows(2, 2));
    }

    [Fact]
    public void A_Pass_Refuses_What_It_Cannot_Stop_At_Or_Go_On_From()
    {
        var golden = GoldenModel.Open("gpt2");
        var (one, hidden) = (Batch.Single(1, 2, 3), Tensor.Zeros([3, golden.Model.Architecture.Width]));
        Refused(new DecoderInput { Tokens = one, StopAt = [2] }).ShouldContain("StopAfter");
        Refused(new DecoderInput { Tokens = one, StopAt = [2], StartLayer = 1, Hidden = hidden, Hooks = new Hooks().StopAfter(Site.MlpOut(0)) }).ShouldContain("StopAfter");
        Refused(new DecoderInput { Tokens = one, StopAt = [3], Hooks = new Hooks().StopAfter(Site.MlpOut(0)) }).ShouldContain("tokens 0 to 2");
        Refused(new DecoderInput { Tokens = one, Attended = hidden }).ShouldContain("Hidden");
        Refused(new DecoderInput { Tokens = one, Hidden = hidden, Attended = hidden.Rows(0, 2) }).ShouldContain("[3, ");
        Refused(new DecoderInput { Tokens = one, WholeLengths = [2] }).ShouldContain("as a whole");

        string Refused(DecoderInput input) => Should.Throw<ArgumentException>(() => golden.Model.Decoder.Forward(input)).Message;
    }

    internal static IEnumerable<Site> SitesOf(Architecture architecture, bool inEncoder = false)
    {
        foreach (var kind in Enum.GetValues<SiteKind>())
        {
            var layers = !new Site(kind).InBlock ? 1 : inEncoder ? architecture.Encoder!.Layers : architecture.Layers;
            for (var layer = 0; layer < layers; layer++)
            {
                var site = new Site(kind, layer) { InEncoder = inEncoder };
                if (architecture.Missing(site) is null)
                    yield return site;
            }
        }
    }

    private static void ShouldBeClose(Tensor actual, Tensor expected)
    {
        actual.Shape.ShouldBe(expected.Shape);
        var scale = expected.Values.ToArray().Max(MathF.Abs);
        for (var i = 0; i < actual.Values.Length; i++)
            MathF.Abs(actual.Values[i] - expected.Values[i]).ShouldBeLessThanOrEqualTo(GoldenModel.ValueTolerance * scale);
    }
}
