using Emend.Text.Models;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Text.Models;

public sealed class BytePairMergesTests
{
    [Fact]
    public void Scanning_And_The_Heap_Merge_Alike()
    {
        var pairs = Gen.Choose(0, 5).Two().Select(pair => (pair.Item1, pair.Item2)).ArrayOf();
        var words = Gen.Choose(0, 3).ArrayOf();
        Prop.ForAll(pairs.ToArbitrary(), words.ToArbitrary(), (ranked, word) =>
        {
            var merges = new BytePairMerges([.. ranked.Select((pair, rank) => (pair.Item1, pair.Item2, 4 + rank % 4))]);
            var scanned = Symbols(word);
            var heaped = Symbols(word);
            merges.ApplyByScan(scanned);
            merges.ApplyByHeap(heaped);
            heaped.ShouldBe(scanned);
        }).QuickCheckThrowOnFailure();
    }

    private static List<BytePairSymbol> Symbols(int[] word) => [.. word.Select((id, index) => new BytePairSymbol(id, index, index + 1))];
}
