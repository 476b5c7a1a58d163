using System.Globalization;

namespace Emend.Charts;

/// <summary>
/// Colours from light to dark for values from low to high. Lightness falls evenly along each scale, so that it is read
/// without telling hues apart.
/// </summary>
public sealed class ColorScale
{
    // nine classes of ColorBrewer's sequential schemes (Brewer 2003), which matplotlib and the published figures take
    private static readonly ColorScale PurplesScale = new(0xfcfbfd, 0xefedf5, 0xdadaeb, 0xbcbddc, 0x9e9ac8, 0x807dba, 0x6a51a3, 0x54278f, 0x3f007d);
    private static readonly ColorScale GreensScale = new(0xf7fcf5, 0xe5f5e0, 0xc7e9c0, 0xa1d99b, 0x74c476, 0x41ab5d, 0x238b45, 0x006d2c, 0x00441b);
    private static readonly ColorScale RedsScale = new(0xfff5f0, 0xfee0d2, 0xfcbba1, 0xfc9272, 0xfb6a4a, 0xef3b2c, 0xcb181d, 0xa50f15, 0x67000d);

    private readonly int[] stops;

    private ColorScale(params int[] stops) => this.stops = stops;

    /// <summary>From white to purple.</summary>
    public static ColorScale Purples => PurplesScale;

    /// <summary>From white to green.</summary>
    public static ColorScale Greens => GreensScale;

    /// <summary>From white to red.</summary>
    public static ColorScale Reds => RedsScale;

    /// <summary>The colour of a share between 0 and 1 as red, green and blue; shares outside are clamped, one that is not a number is grey.</summary>
    public (byte Red, byte Green, byte Blue) At(double share)
    {
        if (double.IsNaN(share))
            return (0xcc, 0xcc, 0xcc);
        var place = Math.Clamp(share, 0, 1) * (stops.Length - 1);
        var low = Math.Min((int)place, stops.Length - 2);
        return (Between(16), Between(8), Between(0));

        byte Between(int shift)
        {
            var (from, to) = ((stops[low] >> shift) & 0xff, (stops[low + 1] >> shift) & 0xff);
            return (byte)Math.Round(from + ((to - from) * (place - low)));
        }
    }

    /// <summary>The colour of a share, as <c>#6a51a3</c>.</summary>
    public string Hex(double share)
    {
        var (red, green, blue) = At(share);
        return string.Create(CultureInfo.InvariantCulture, $"#{red:x2}{green:x2}{blue:x2}");
    }
}
