using Emend.Models.Reference;

namespace Emend.Tests.Models;

/// <summary>The check that users run over reference files agrees with every case of Golden/models.</summary>
public sealed class ReferenceCheckTests
{
    public static TheoryData<string> Cases =>
        [.. Directory.GetDirectories(GoldenModel.FolderOf("")).Where(folder => File.Exists(Path.Combine(folder, "golden.safetensors"))).Select(folder => Path.GetFileName(folder)).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_Tensor_Of_Every_Case_Is_Compared_And_Holds(string name)
    {
        var folder = GoldenModel.FolderOf(name);
        var path = Path.Combine(folder, "golden.safetensors");
        var check = EncoderModel.IsEncoder(folder) ? new ReferenceCheck(EncoderModel.Load(folder), path) : new ReferenceCheck(LanguageModel.Load(folder), path);
        check.Unknown.ShouldBeEmpty();
        var differences = check.Compare(1e-5).ToList();
        differences.Count.ShouldBeGreaterThan(2);
        differences.Where(difference => !difference.Holds).ShouldBeEmpty();
    }
}
