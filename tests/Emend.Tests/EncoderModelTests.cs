using Emend.Tests.Models;

namespace Emend.Tests;

public class EncoderModelTests
{
    // a tokenizer whose file asks for padding and cutting, as sentence encoders' do
    private const string TokenizerJson = """
        {
          "version": "1.0",
          "truncation": {"max_length": 4, "stride": 0, "strategy": "LongestFirst", "direction": "Right"},
          "padding": {"strategy": {"Fixed": 12}, "pad_to_multiple_of": null, "pad_id": 0, "pad_token": "[PAD]", "pad_type_id": 0, "direction": "Right"},
          "added_tokens": [],
          "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
          "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
                    "vocab": {"[PAD]": 0, "[UNK]": 1, "the": 2, "cat": 3, "sat": 4}}
        }
        """;

    [Fact]
    public void Tokenize_Neither_Pads_Nor_Cuts_Before_The_Context_Ends()
    {
        using var copy = new TemporaryModel(GoldenModel.FolderOf("bert_sentence"));
        File.WriteAllText(Path.Combine(copy.Folder, "tokenizer.json"), TokenizerJson);
        var model = EncoderModel.Load(copy.Folder);
        var input = model.Tokenize("the cat sat the cat", "sat", string.Join(' ', Enumerable.Repeat("cat", 100)));
        input.Tokens.Row(0).ToArray().ShouldBe([2, 3, 4, 2, 3]);
        input.Tokens.Row(1).ToArray().ShouldBe([4]);
        input.Tokens.Length(2).ShouldBe(model.Architecture.Context);
        model.Embed(input).Shape.ToArray().ShouldBe([3, model.Architecture.Width]);
    }

    [Fact]
    public void Tokenizer_Is_Missed_With_A_Sentence_Only_When_It_Is_Used()
    {
        var model = EncoderModel.Load(GoldenModel.FolderOf("bert_sentence"));
        Should.Throw<FileNotFoundException>(() => model.Tokenizer).Message.ShouldContain("tokenizer");
    }
}
