using System.Buffers.Binary;
using System.Text;
using Emend.Files;

namespace Emend.Tests.Files;

public sealed class SafetensorsHeaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"data_offsets":[0,8],"shape":[1],"dtype":"F64"}}   """, 8)]
    [InlineData("""{"b":{"dtype":"U8","shape":[3],"data_offsets":[1,4]},"a":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]}}""", 4)]
    [InlineData("""{"empty":{"dtype":"F32","shape":[0,2147483647],"data_offsets":[0,0]}}""", 0)]
    [InlineData("""{"__metadata__":{"format":"pt"}}""", 0)]
    [InlineData("{}", 0)]
    public void Open_Accepts_Sound_Files(string header, int data) =>
        SafetensorsFile.Open(FileOf(header, data)).Length.ShouldBe(8 + Encoding.UTF8.GetByteCount(header) + data);

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "the file is truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes after the last tensor belong to none")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "4 bytes before the tensor 'a' belong to none")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "the tensor 'b' overlaps another")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4, "overlaps another")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "the tensor 'a' of 12 bytes claims 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "claims the bytes 8 to 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "numbers from 0 to 2⁶³")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "numbers from 0 to 2⁶³")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", 8, "numbers from 0 to 2⁶³")]
    [InlineData("""{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", 8, "numbers from 0 to 2⁶³")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", 8, "numbers from 0 to 2⁶³")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}""", 8, "claims the bytes 0 to 9223372036854775807")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2147483647,2147483647,2147483647,0],"data_offsets":[0,0]}}""", 0, "more than 2⁶³ bytes")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "an extent of 4294967296")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}""", 1, "more than 16 numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}}""", 1, "more than 2 numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1, "two data_offsets")]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "does not have a dtype, a shape")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype 'F31'")]
    [InlineData("""{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "is not a string")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "shape of the tensor 'a' is not a list")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"U8","shape":[1],"data_offsets":[0,4]}}""", 4, "the field dtype twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"strides":[1]}}""", 4, "the unknown field 'strides'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "names 'a' twice")]
    [InlineData("""{"__metadata__":{"a":"1"},"__metadata__":{}}""", 0, "names '__metadata__' twice")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "names 'a' twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "its metadata 'a' is not a string")]
    [InlineData("""{"__metadata__":["a"]}""", 0, "is not an object")]
    [InlineData("""{"a":[]}""", 0, "is not an object")]
    [InlineData("""{"a":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}}""", 1, "not the JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}x""", 1, "not the JSON")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}""", 1, "not the JSON")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "not the JSON")]
    [InlineData("""[{}]""", 0, "does not begin with '{'")]
    [InlineData(""" {}""", 0, "does not begin with '{'")]
    [InlineData("", 0, "does not begin with '{'")]
    public void Open_Refuses_Unsound_Headers_With_One_Sentence(string header, int data, string why)
    {
        var path = FileOf(header, data);
        var error = Should.Throw<InvalidDataException>(() => SafetensorsFile.Open(path));
        error.Message.ShouldStartWith(path);
        error.Message.ShouldContain(why);
        error.Message.ShouldEndWith(".");
    }

    [Theory]
    [InlineData(0UL, 0)]
    [InlineData(8UL, 4)]
    [InlineData(100_000_001UL, 64)]
    [InlineData(1UL << 63, 64)]
    [InlineData(ulong.MaxValue, 64)]
    public void Open_Refuses_Header_Lengths_Beyond_The_File(ulong length, int rest)
    {
        var bytes = new byte[8 + rest];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Should.Throw<InvalidDataException>(() => SafetensorsFile.Open(FileOf(bytes)));
    }

    [Fact]
    public void Open_Refuses_Deep_Nesting_Without_Recursion()
    {
        var header = "{\"a\":" + new string('[', 1_000_000);
        Should.Throw<InvalidDataException>(() => SafetensorsFile.Open(FileOf(header, 0))).Message.ShouldContain("is not an object");
        header = "{\"a\":{\"dtype\":" + new string('[', 1_000_000);
        Should.Throw<InvalidDataException>(() => SafetensorsFile.Open(FileOf(header, 0)));
    }

    [Fact]
    public void Open_Refuses_More_Tensors_Than_Any_Model_Has()
    {
        var header = "{" + string.Join(',', Enumerable.Range(0, 200_001).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")) + "}";
        Should.Throw<InvalidDataException>(() => SafetensorsFile.Open(FileOf(header, 0))).Message.ShouldContain("more than 200000 tensors");
    }

    [Fact]
    public void Open_Refuses_Text_That_Is_Not_Utf8()
    {
        byte[] header = [.. "{\""u8, 0xff, 0xfe, .. "\":{}}"u8];
        byte[] file = [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. header];
        Should.Throw<InvalidDataException>(() => SafetensorsFile.Open(FileOf(file))).Message.ShouldContain("not UTF-8");
    }

    [Fact]
    public void Open_Shows_Hostile_Names_Short_And_Without_Control_Characters()
    {
        var name = "\\u001b[2J" + new string('x', 100_000);
        var error = Should.Throw<InvalidDataException>(() => SafetensorsFile.Open(FileOf($"{{\"{name}\":[]}}", 0)));
        error.Message.Length.ShouldBeLessThan(600);
        error.Message.ShouldNotContain("\u001b");
    }

    [Fact]
    public void Open_Does_Not_Repeat_What_A_Broken_Header_Holds()
    {
        // found by fuzzing: the JSON reader quotes a literal that it does not know to the end of the file
        var header = "{\"a\":{\"dtype\":f\u0085\u2028\u001b" + new string('x', 100_000) + "}}";
        var error = Should.Throw<InvalidDataException>(() => SafetensorsFile.Open(FileOf(header, 0)));
        error.Message.Length.ShouldBeLessThan(600);
        error.Message.ShouldBe(error.Message.ReplaceLineEndings(""));
        error.Message.ShouldNotContain("\u001b");
    }

    [Fact]
    public void Open_Says_That_A_File_Is_Missing() =>
        Should.Throw<FileNotFoundException>(() => SafetensorsFile.Open(folder["none"])).Message.ShouldStartWith("There is no file ");

    private string FileOf(string header, int data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        return FileOf(bytes);
    }

    private string FileOf(byte[] bytes)
    {
        var path = folder[Guid.NewGuid().ToString("N")];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
