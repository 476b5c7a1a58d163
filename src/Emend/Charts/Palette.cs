namespace Emend.Charts;

/// <summary>Colours for a few categories that people with any colour vision tell apart (Okabe and Ito 2008), and in grey by their lightness.</summary>
public static class Palette
{
    private static readonly string[] Colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
    private static readonly string?[] Dashes = [null, "6 3", "2 2", "8 3 2 3", "4 2", "1 2", "10 3"];

    /// <summary>What is not edited: a grey that steps back.</summary>
    public const string Neutral = "#9a9a9a";

    /// <summary>The colour of a category, counted from 0; they repeat after the seventh.</summary>
    public static string Color(int category) => Colors[category % Colors.Length];

    /// <summary>The dashes of a category's line, so that lines differ without colour too, and from others of its colour; null for an unbroken one.</summary>
    public static string? Dash(int category) => Dashes[(category + (category / Colors.Length)) % Dashes.Length];
}
