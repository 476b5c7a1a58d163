using Emend.Tensors.Kernels;

namespace Emend.Tensors.Tests.Kernels;

public sealed unsafe class ScratchTests
{
    [Fact]
    public void Rent_Lends_Aligned_Memory_That_Nested_Rents_Do_Not_Share()
    {
        using var outer = Scratch.Rent<float>(1000);
        new Span<float>(outer.Memory, 1000).Fill(1);
        for (var size = 1; size < 5000; size *= 3)
        {
            using var inner = Scratch.Rent<float>(size);
            ((nint)inner.Memory % 64).ShouldBe(0);
            new Span<float>(inner.Memory, size).Fill(2);
        }

        new Span<float>(outer.Memory, 1000).ToArray().ShouldAllBe(x => x == 1f);
    }

    [Fact]
    public void Rent_Reuses_The_Memory()
    {
        nint first, second;
        using (var rent = Scratch.Rent(4096)) first = (nint)rent.Memory;
        using (var rent = Scratch.Rent(64)) second = (nint)rent.Memory;
        second.ShouldBe(first);
    }
}
