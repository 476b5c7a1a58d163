using Emend.Files;
using Emend.Tensors;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Files;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Save_Writes_The_Bytes_Of_The_Reference_Implementation()
    {
        var path = folder["a.safetensors"];
        new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" })
            .Add("a\"é\n\u0001😀", Tensor.From([1f, 2f], [2, 1]))
            .Add("b", [7L], [])
            .Save(path);
        var bytes = File.ReadAllBytes(path);
        // written by hand after serde_json's rules: only quotes, backslashes and control characters are escaped
        var header = """{"__metadata__":{"format":"pt"},"a\"é\n\u0001😀":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}""";
        var length = BitConverter.ToInt64(bytes);
        (length % 8).ShouldBe(0);
        System.Text.Encoding.UTF8.GetString(bytes, 8, (int)length).TrimEnd(' ').ShouldBe(header);
        bytes[(8 + (int)length)..].ShouldBe([0, 0, 128, 63, 0, 0, 0, 64, 7, 0, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void Rewriting_A_File_Of_The_Reference_Tools_Gives_The_Same_Bytes()
    {
        var original = SafetensorsFile.Open(Assets.Atlas("model.safetensors"));
        var writer = new SafetensorsWriter(original.Metadata);
        foreach (var entry in original.Entries)
            writer.Add(original, entry.Name);
        writer.Save(folder["copy"]);
        File.ReadAllBytes(folder["copy"]).AsSpan().SequenceEqual(File.ReadAllBytes(original.Path)).ShouldBeTrue();
    }

    [Fact]
    public void Tensors_Are_Read_As_They_Are_Stored()
    {
        float[] values = [1f, -2.5f, 0.333333343f, 65504f];
        new SafetensorsWriter()
            .Add("f32", Tensor.From(values, [2, 2]))
            .Add("f16", Tensor.From(values, [2, 2]), ElementType.Float16)
            .Add("bf16", Tensor.From(values, [4]), ElementType.BFloat16)
            .Save(folder["a"]);
        var file = SafetensorsFile.Open(folder["a"]);
        file.Tensor("f32").ToArray().ShouldBe(values);
        file.Tensor("f16").Type.ShouldBe(ElementType.Float16);
        file.Tensor("f16").Shape.ToArray().ShouldBe([2, 2]);
        file.Doubles("f16").ShouldBe([1, -2.5, 0.333251953125, 65504]);
        file.Tensor("bf16").Type.ShouldBe(ElementType.BFloat16);
        file.Doubles("bf16").ShouldBe([1, -2.5, 0.333984375, 65536]);
    }

    [Fact]
    public void Integers_And_Doubles_Are_Read_From_Their_Types()
    {
        new SafetensorsWriter()
            .Add("i64", [long.MinValue, 5], [2])
            .Add("f64", [Math.PI], [1])
            .Add("u8", SafetensorsType.U8, [2], stream => stream.Write([255, 0]))
            .Add("i8", SafetensorsType.I8, [2], stream => stream.Write([255, 1]))
            .Add("u64", SafetensorsType.U64, [1], stream => stream.Write([255, 255, 255, 255, 255, 255, 255, 255]))
            .Add("i32", SafetensorsType.I32, [1], stream => stream.Write([254, 255, 255, 255]))
            .Save(folder["a"]);
        var file = SafetensorsFile.Open(folder["a"]);
        file.Integers("i64").ShouldBe([long.MinValue, 5]);
        file.Integers("u8").ShouldBe([255, 0]);
        file.Integers("i8").ShouldBe([-1, 1]);
        file.Integers("i32").ShouldBe([-2]);
        file.Doubles("f64").ShouldBe([Math.PI]);
        Should.Throw<InvalidDataException>(() => file.Integers("u64")).Message.ShouldContain("18446744073709551615");
        Should.Throw<InvalidDataException>(() => file.Integers("f64")).Message.ShouldContain("F64");
        Should.Throw<InvalidDataException>(() => file.Tensor("i64")).Message.ShouldContain("I64");
        Should.Throw<WeightNotFoundException>(() => file.Tensor("none")).Message.ShouldContain("'none'");
    }

    [Fact]
    public void Rounding_To_BFloat16_Is_To_The_Nearest_Even()
    {
        Prop.ForAll<float>(value =>
        {
            var rounded = BitConverter.UInt32BitsToSingle((uint)Rounding.ToBFloat16(value) << 16);
            if (float.IsNaN(value))
                return float.IsNaN(rounded);
            var bits = BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000;
            var down = BitConverter.UInt32BitsToSingle(bits);
            var up = BitConverter.UInt32BitsToSingle(bits + 0x10000);
            if (!float.IsFinite(up) || rounded == value)
                return rounded == value || float.IsInfinity(rounded) || rounded == down;
            var (toDown, toUp) = (Math.Abs((double)value - down), Math.Abs((double)up - value));
            return toDown < toUp ? rounded == down : toUp < toDown ? rounded == up : (BitConverter.SingleToUInt32Bits(rounded) >> 16) % 2 == 0;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Save_Refuses_Bytes_That_Do_Not_Fit_The_Shape_And_Leaves_The_Old_File()
    {
        File.WriteAllText(folder["a"], "old");
        var writer = new SafetensorsWriter().Add("x", SafetensorsType.U8, [3], stream => stream.Write([1, 2]));
        Should.Throw<InvalidOperationException>(() => writer.Save(folder["a"]));
        File.ReadAllText(folder["a"]).ShouldBe("old");
        Directory.GetFiles(folder).Length.ShouldBe(1);
    }

    [Fact]
    public void Save_On_A_Full_Disk_Says_So_And_Leaves_The_Old_File()
    {
        File.WriteAllText(folder["a"], "old");
        var noSpace = OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;
        var writer = new SafetensorsWriter().Add("x", SafetensorsType.U8, [3], _ => throw new IOException("No space left on device", noSpace));
        Should.Throw<IOException>(() => writer.Save(folder["a"])).Message.ShouldContain("The disk is full");
        File.ReadAllText(folder["a"]).ShouldBe("old");
        Directory.GetFiles(folder).Length.ShouldBe(1);
    }

    [Fact]
    public void Writer_Refuses_A_Name_Twice()
    {
        var writer = new SafetensorsWriter().Add("x", Tensor.Scalar(1));
        Should.Throw<ArgumentException>(() => writer.Add("x", Tensor.Scalar(1)));
        Should.Throw<ArgumentException>(() => writer.Add("__metadata__", Tensor.Scalar(1)));
    }
}
