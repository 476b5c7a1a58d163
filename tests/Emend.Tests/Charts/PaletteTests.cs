using Emend.Charts;

namespace Emend.Tests.Charts;

/// <summary>Lines of one drawing are told apart.</summary>
public sealed class PaletteTests
{
    [Fact]
    public void ColorAndDash_OfAsManyLinesAsThereAreMethods_AreNeverTheSameTwice() =>
        Enumerable.Range(0, 20).Select(line => (Palette.Color(line), Palette.Dash(line))).ShouldBeUnique();
}
