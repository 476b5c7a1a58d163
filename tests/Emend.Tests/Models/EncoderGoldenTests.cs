using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Tests.Models;

/// <summary>Every value of Golden/models for encoders.</summary>
public class EncoderGoldenTests
{
    public static TheoryData<string> Cases => ["bert_mlm", "bert_classifier", "bert_sentence", "roberta_mlm", "distilbert_mlm"];

    public static TheoryData<string> MaskedCases => ["bert_mlm", "roberta_mlm", "distilbert_mlm"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_Gives_Every_Site(string name)
    {
        var (values, model, input) = Open(name);
        var sites = values.Sites;
        sites.Count.ShouldBeGreaterThanOrEqualTo(7 * model.Architecture.Layers);
        var encoded = model.Forward(input with { Hooks = new Hooks().Keep(sites.Values) });
        foreach (var (site, place) in sites)
        {
            if (place.Kind == SiteKind.Pattern)
                values.ShouldHoldPattern(site, encoded.Run[place], input.Tokens, input.Tokens);
            else
                values.ShouldHold(site, encoded.Run[place], input.Tokens);
        }
    }

    [Theory]
    [MemberData(nameof(MaskedCases))]
    public void MaskedLogits_Give_Values_Loss_And_Gradients(string name)
    {
        var (values, model, input) = Open(name);
        values.ShouldHold("logits", model.MaskedLogits(model.Forward(input)), input.Tokens);
        var real = values.Ids("attention_mask");
        var labels = values.Unpadded("labels", i => real[i] == 1).SelectMany(row => row).ToArray(); // flat, −100 where not asked
        int[] asked = [.. Enumerable.Range(0, labels.Length).Where(token => labels[token] >= 0)];
        int[] targets = [.. asked.Select(token => labels[token])];
        values.ShouldEqual("loss", Loss(model));
        values.ShouldHoldGradients(model.Weight, parameters => Loss(model.With(parameters)));

        Tensor Loss(EncoderModel changed) => changed.MaskedLogits(changed.Forward(input), asked).CrossEntropy(targets);
    }

    [Fact]
    public void ClassLogits_Give_Values_Loss_And_Gradients()
    {
        var (values, model, input) = Open("bert_classifier");
        values.ShouldEqual("pooler_output", model.Pool(model.Forward(input)));
        values.ShouldEqual("logits", model.ClassLogits(model.Forward(input)));
        values.ShouldEqual("loss", Loss(model));
        values.ShouldHoldGradients(model.Weight, parameters => Loss(model.With(parameters)));

        Tensor Loss(EncoderModel changed) => changed.ClassLogits(changed.Forward(input)).CrossEntropy(values.Ids("labels"));
    }

    [Fact]
    public void Embed_Gives_Vectors_That_Sentences_Are_Compared_By()
    {
        var (values, model, input) = Open("bert_sentence");
        values.ShouldEqual("mean_pooled", EncoderModel.MeanOf(model.Forward(input)));
        var vectors = model.Embed(input);
        values.ShouldEqual("pooled", vectors);
        values.ShouldEqual("similarity", vectors.MatMul(vectors, transposeRight: true));
    }

    [Fact]
    public void Heads_That_A_Model_Lacks_Are_Refused_With_A_Sentence()
    {
        var (_, model, input) = Open("bert_sentence");
        var encoded = model.Forward(input);
        Should.Throw<InvalidOperationException>(() => model.MaskedLogits(encoded)).Message.ShouldContain("does not predict masked tokens");
        Should.Throw<InvalidOperationException>(() => model.ClassLogits(encoded)).Message.ShouldContain("classes");
        Should.Throw<ArgumentException>(() => model.Forward(input with { TokenTypes = [1] })).Message.ShouldContain("segments");
        Should.Throw<NotSupportedException>(() => LanguageModel.Load(GoldenModel.FolderOf("bert_mlm"))).Message.ShouldContain("EncoderModel");
    }

    private static (GoldenValues Values, EncoderModel Model, EncoderInput Input) Open(string name)
    {
        var folder = GoldenModel.FolderOf(name);
        var values = new GoldenValues(folder);
        var real = values.Ids("attention_mask");
        var types = values.File.Contains("token_type_ids") ? values.Unpadded("token_type_ids", i => real[i] == 1).SelectMany(row => row).ToArray() : null;
        return (values, EncoderModel.Load(folder), new EncoderInput { Tokens = values.Batch("input_ids", "attention_mask"), TokenTypes = types });
    }
}
