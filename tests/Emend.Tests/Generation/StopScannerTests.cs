using Emend.Generation;
using FsCheck;
using FsCheck.Fluent;

namespace Emend.Tests.Generation;

public class StopScannerTests
{
    [Fact]
    public void Next_Holds_Back_What_May_Start_A_Stop_String()
    {
        var scanner = new StopScanner(["\n\n"]);
        scanner.Next("a\n").ShouldBe("a");
        scanner.Next("b").ShouldBe("\nb");
        scanner.Next("\n").ShouldBe("");
        scanner.Next("\nc").ShouldBe("");
        scanner.Found.ShouldBeTrue();
        scanner.Text.ShouldBe("a\nb");
    }

    [Fact]
    public void Last_Lets_Through_What_Was_Held()
    {
        var scanner = new StopScanner(["stop"]);
        scanner.Next("st").ShouldBe("");
        scanner.Last("o").ShouldBe("sto");
        scanner.Found.ShouldBeFalse();
    }

    [Fact]
    public void Next_Gives_The_Text_Before_The_First_Stop_String_However_It_Is_Cut()
    {
        var pieces = Gen.Elements("a", "b", "ab", "aab", "").ListOf().ToArbitrary();
        Prop.ForAll(pieces, list =>
        {
            string[] stops = ["aba", "bb"];
            var scanner = new StopScanner(stops);
            var passed = "";
            foreach (var piece in list)
            {
                passed += scanner.Next(piece);
                if (scanner.Found)
                    break;
            }

            if (!scanner.Found)
                passed += scanner.Last("");
            var whole = string.Concat(list);
            var ends = stops.Select(stop => whole.IndexOf(stop, StringComparison.Ordinal)).Where(place => place >= 0).ToList();
            return passed == scanner.Text && passed == (ends.Count == 0 ? whole : whole[..ends.Min()]);
        }).QuickCheckThrowOnFailure();
    }
}
