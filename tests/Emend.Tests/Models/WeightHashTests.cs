using Emend.Files;
using Emend.Models;
using Emend.Tensors;
using Emend.Tensors.Kernels;
using Emend.Tests.Files;

namespace Emend.Tests.Models;

public sealed class WeightHashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_Changes_With_Names_Shapes_Types_And_Values()
    {
        var hashes = new HashSet<string>();
        foreach (var (name, value, shape, type) in ((string, float, Shape, ElementType)[])[
            ("a", 1f, [1], ElementType.Float32), ("b", 1f, [1], ElementType.Float32), ("a", 2f, [1], ElementType.Float32),
            ("a", 1f, [1, 1], ElementType.Float32), ("a", 1f, [1], ElementType.Float16), ("a", 1f, [1], ElementType.BFloat16)])
        {
            new SafetensorsWriter().Add(name, Tensor.Full(shape, value), type).Save(folder[Checkpoint.SingleFile]);
            hashes.Add(Hash()).ShouldBeTrue();
        }
    }

    [Fact]
    public void Of_Does_Not_Depend_On_The_Number_Of_Threads_Or_The_Order_In_The_File()
    {
        var threads = Threads.Count;
        try
        {
            Write("a", "b", "c");
            Threads.Count = 1;
            var one = Hash();
            Threads.Count = 3;
            Hash().ShouldBe(one);
            Write("c", "a", "b");
            Hash().ShouldBe(one);
        }
        finally
        {
            Threads.Count = threads;
        }
    }

    [Fact]
    public void Of_Remembers_A_Checkpoint_Until_Its_File_Changes()
    {
        var path = folder[Checkpoint.SingleFile];
        var cache = folder["cache"];
        Write("a");
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var first = Hash(cache);
        var remembered = Directory.GetFiles(cache).ShouldHaveSingleItem();
        File.ReadAllText(remembered).ShouldBe(first);
        File.WriteAllText(remembered, new string('0', 64));
        Hash(cache).ShouldBe(new string('0', 64));

        Write("b");
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 1, DateTimeKind.Utc));
        Hash(cache).ShouldBe(Hash());
    }

    private void Write(params string[] names)
    {
        var writer = new SafetensorsWriter();
        foreach (var name in names)
            writer.Add(name, Tensor.From([name[0], 1f], [2]));
        writer.Save(folder[Checkpoint.SingleFile]);
    }

    private string Hash(string? cache = null)
    {
        var checkpoint = Checkpoint.Open(folder);
        var weights = checkpoint.Names.ToDictionary(name => name, name => checkpoint[name]);
        return cache is null ? WeightHash.Of(weights, null) : WeightHash.Of(weights, checkpoint, cache);
    }
}
