using Emend.Files;
using Emend.Tensors;

namespace Emend.Tests.Files;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_Reads_A_Single_File()
    {
        Write("model.safetensors", ("a", 1f), ("b", 2f));
        var checkpoint = Checkpoint.Open(folder);
        checkpoint.Names.ShouldBe(["a", "b"]);
        checkpoint["b"].Item().ShouldBe(2f);
        checkpoint.Index.ShouldBeNull();
    }

    [Fact]
    public void Open_Reads_Several_Files_By_Their_Index()
    {
        Write("model-2.safetensors", ("a", 1f));
        Write("model-1.safetensors", ("b", 2f));
        Index("""{"metadata":{"total_size":8},"weight_map":{"a":"model-2.safetensors","b":"model-1.safetensors"}}""");
        var checkpoint = Checkpoint.Open(folder);
        checkpoint["a"].Item().ShouldBe(1f);
        checkpoint["b"].Item().ShouldBe(2f);
        checkpoint.FileOf("a").Path.ShouldBe(folder["model-2.safetensors"]);
        checkpoint.Files.Count.ShouldBe(2);
    }

    [Fact]
    public void Open_Names_A_Missing_Shard()
    {
        Write("model-1.safetensors", ("a", 1f));
        Index("""{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}""");
        Should.Throw<FileNotFoundException>(() => Checkpoint.Open(folder)).Message.ShouldContain("'model-2.safetensors'");
    }

    [Fact]
    public void Open_Names_Tensors_That_Are_Not_Where_The_Index_Says()
    {
        Write("model-1.safetensors", ("a", 1f));
        Index("""{"weight_map":{"a":"model-1.safetensors","b":"model-1.safetensors"}}""");
        Should.Throw<InvalidDataException>(() => Checkpoint.Open(folder)).Message.ShouldContain("1 tensors are not in the files that");
    }

    [Fact]
    public void Open_Refuses_A_Tensor_In_Two_Files()
    {
        Write("model-1.safetensors", ("a", 1f));
        Write("model-2.safetensors", ("a", 1f), ("b", 1f));
        Index("""{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}""");
        Should.Throw<InvalidDataException>(() => Checkpoint.Open(folder)).Message.ShouldContain("is in both");
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../model.safetensors"}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map":{"a":".."}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map":{"a":null}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map":{"a":"m","a":"n"}}""", "not an index")]
    [InlineData("""{"weight_map":{}}""", "no weight_map")]
    [InlineData("""{"weight_map":[]}""", "not an index")]
    [InlineData("""null""", "no weight_map")]
    [InlineData("""{"weight_map":""", "not an index")]
    public void Open_Refuses_A_Bad_Index(string index, string why)
    {
        Index(index);
        Should.Throw<InvalidDataException>(() => Checkpoint.Open(folder)).Message.ShouldContain(why);
    }

    [Fact]
    public void Open_Says_That_A_Folder_Holds_No_Model()
    {
        Should.Throw<FileNotFoundException>(() => Checkpoint.Open(folder)).Message.ShouldContain("holds no model");
        File.WriteAllText(folder["pytorch_model.bin"], "x");
        Should.Throw<InvalidDataException>(() => Checkpoint.Open(folder)).Message.ShouldContain("not a sound file of tensors");
        Should.Throw<DirectoryNotFoundException>(() => Checkpoint.Open(folder["none"])).Message.ShouldContain("There is no folder");
    }

    [Fact]
    public void Require_Names_What_Is_Missing()
    {
        Write("model.safetensors", ("a", 1f));
        var checkpoint = Checkpoint.Open(folder);
        checkpoint.Require(["a"]);
        Should.Throw<InvalidDataException>(() => checkpoint.Require(["a", "b", "c"])).Message.ShouldContain("lacks 2 of the model's tensors: 'b', 'c'");
        Should.Throw<WeightNotFoundException>(() => checkpoint["b"]).Message.ShouldContain("no tensor 'b'");
    }

    private void Write(string name, params (string Name, float Value)[] tensors)
    {
        var writer = new SafetensorsWriter();
        foreach (var (tensor, value) in tensors)
            writer.Add(tensor, Tensor.Scalar(value));
        writer.Save(folder[name]);
    }

    private void Index(string json) => File.WriteAllText(folder[Checkpoint.IndexFile], json);
}
