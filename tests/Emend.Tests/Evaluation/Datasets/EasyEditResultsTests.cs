using Emend.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Datasets;

public sealed class EasyEditResultsTests
{
    [Fact]
    public void Read_OfAResultFile_GivesItsMeans()
    {
        const string file = "easyedit_outputs/gpt-j-6b_UltraEdit_N10_sequential.json";
        var summary = PublishedSamples.Of("easyedit_outputs", file)["summary"]!;
        var results = EasyEditResults.Read(PublishedSamples.PathOf(file)).ToList();
        results.Average(result => result.Before!.RewriteAccuracy.Average()).ShouldBe((double)summary["pre"]!["rewrite_acc"]!, 1e-12);
        results.Average(result => result.After!.RewriteAccuracy.Average()).ShouldBe((double)summary["post"]!["rewrite_acc"]!, 1e-12);
        results.Average(result => result.Before!.RephraseAccuracy.Average()).ShouldBe((double)summary["pre"]!["rephrase_acc"]!, 1e-12);
        results.Average(result => result.After!.RephraseAccuracy.Average()).ShouldBe((double)summary["post"]!["rephrase_acc"]!, 1e-12);
        results.Average(result => result.Locality["neighborhood"]).ShouldBe((double)summary["locality_neighborhood_acc"]!, 1e-12);
        results.Average(result => result.Before!.NgramEntropy!.Value).ShouldBe((double)summary["fluency"]!["pre"]!, 1e-9);
        results.Average(result => result.After!.NgramEntropy!.Value).ShouldBe((double)summary["fluency"]!["post"]!, 1e-9);
    }

    [Fact]
    public void Read_OfACache_HasOnlyWhatWasBefore()
    {
        const string file = "easyedit_outputs/gpt2-xl_counterfact_pre_edit.json";
        var expected = PublishedSamples.Of("easyedit_outputs", file);
        var result = EasyEditResults.Read(PublishedSamples.PathOf(file)).ShouldHaveSingleItem();
        result.After.ShouldBeNull();
        result.Before!.RewriteAccuracy.Average().ShouldBe((double)expected["pre_rewrite_acc"]!);
        result.Before.LocalityOutputs["Relation_Specificity"].Select(output => output.Count).ShouldBe(expected["locality_lengths"]!.AsArray().Select(length => (int)length!));
        result.Before.Portability["Subject_Aliasing"].ShouldBe(expected["portability_alias"]!.AsArray().Select(value => (double)value!));
        const string longForm = "easyedit_outputs/gpt2-xl_longform_pre_edit.json";
        EasyEditResults.Read(PublishedSamples.PathOf(longForm)).Average(one => one.Before!.RewriteAccuracy.Average()).ShouldBe((double)PublishedSamples.Of("easyedit_outputs", longForm)["mean_pre_rewrite_acc"]!, 1e-12);
    }

    [Fact]
    public void Read_OfANumberThatIsNone_NamesTheField() =>
        Sample.WithFile("""[{"pre":{"rewrite_acc":["x"]}}]""", path => Should.Throw<MalformedRecordException>(() => EasyEditResults.Read(path).ToList())).Field.ShouldBe("pre.rewrite_acc[0]");
}
