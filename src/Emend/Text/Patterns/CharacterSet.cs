using System.Globalization;
using System.Text;
using Emend.Text.Unicode;

namespace Emend.Text.Patterns;

/// <summary>A set of code points: ranges, classes and other sets, possibly all others than those.</summary>
internal sealed class CharacterSet
{
    private readonly List<(int First, int Last)> ranges = [];
    private readonly List<CharacterSet> subsets = [];
    private CharacterClasses classes;
    private uint categories; // bits of UnicodeCategory
    private CharacterSet? intersection;
    private ulong asciiLow;
    private ulong asciiHigh;
    private bool isPrepared;

    /// <summary>Whether the set is of all code points that are not named.</summary>
    public bool IsNegated { get; set; }

    /// <summary>Whether a code point belongs to the set if one that differs from it only in case does.</summary>
    public bool IgnoresCase { get; set; }

    /// <summary>The first 64 code points of the set as bits.</summary>
    public ulong AsciiLow => Prepared().asciiLow;

    /// <summary>The code points 64 to 127 of the set as bits.</summary>
    public ulong AsciiHigh => Prepared().asciiHigh;

    /// <summary>A set of one code point.</summary>
    public static CharacterSet Of(int codePoint, bool ignoreCase) => new CharacterSet { IgnoresCase = ignoreCase }.Add(codePoint, codePoint);

    /// <summary>A set of classes.</summary>
    public static CharacterSet Of(CharacterClasses classes, bool negated = false) => new() { classes = classes, IsNegated = negated };

    /// <summary>A set of general categories.</summary>
    public static CharacterSet Of(params ReadOnlySpan<UnicodeCategory> categories)
    {
        var set = new CharacterSet();
        foreach (var category in categories)
            set.categories |= 1u << (int)category;
        return set;
    }

    /// <summary>Adds a range of code points.</summary>
    public CharacterSet Add(int first, int last)
    {
        ranges.Add((first, last));
        return this;
    }

    /// <summary>Adds another set.</summary>
    public CharacterSet Add(CharacterSet set)
    {
        if (!set.IsNegated && !set.IgnoresCase && set.categories == 0 && set.ranges.Count == 0 && set.subsets.Count == 0 && set.intersection is null)
            classes |= set.classes;
        else
            subsets.Add(set);
        return this;
    }

    /// <summary>Keeps only what is in another set too.</summary>
    public void IntersectWith(CharacterSet other) => intersection = other;

    /// <summary>Whether a code point is in the set.</summary>
    public bool Contains(int codePoint)
    {
        if (codePoint >= 128)
            return Compute(codePoint);
        ulong bits = codePoint < 64 ? AsciiLow : AsciiHigh;
        return (bits >> codePoint & 1) != 0;
    }

    private CharacterSet Prepared()
    {
        if (isPrepared)
            return this;
        for (int codePoint = 0; codePoint < 64; codePoint++)
        {
            asciiLow |= (Compute(codePoint) ? 1ul : 0) << codePoint;
            asciiHigh |= (Compute(codePoint + 64) ? 1ul : 0) << codePoint;
        }
        isPrepared = true;
        return this;
    }

    private bool Compute(int codePoint)
    {
        bool isNamed = IsNamed(codePoint);
        if (!isNamed && IgnoresCase)
            foreach (int variant in CaseVariants(codePoint))
                isNamed |= IsNamed(variant);
        return isNamed != IsNegated;
    }

    private bool IsNamed(int codePoint) =>
        HasOwn(codePoint) && (intersection is null || intersection.Contains(codePoint));

    private bool HasOwn(int codePoint)
    {
        if (classes != 0 && UnicodeTables.Is(codePoint, classes))
            return true;
        if (categories != 0 && (categories >> (int)UnicodeTables.CategoryOf(codePoint) & 1) != 0)
            return true;
        foreach (var (first, last) in ranges)
            if (codePoint >= first && codePoint <= last)
                return true;
        foreach (var set in subsets)
            if (set.Contains(codePoint))
                return true;
        return false;
    }

    // The code points that fold to the same one; the framework's invariant culture keeps three signs apart from their letters.
    private static IEnumerable<int> CaseVariants(int codePoint)
    {
        int letter = codePoint switch
        {
            'ſ' => 's',
            '\u212A' => 'k',
            '\u212B' => 'å',
            _ => codePoint,
        };
        if (!Rune.IsValid(letter))
            yield break;
        var lower = Rune.ToLowerInvariant(new Rune(letter));
        var upper = Rune.ToUpperInvariant(new Rune(letter));
        yield return letter;
        yield return lower.Value;
        yield return upper.Value;
        yield return Rune.ToLowerInvariant(upper).Value;
        yield return Rune.ToUpperInvariant(lower).Value;
        int sign = lower.Value switch
        {
            's' => 'ſ',
            'k' => '\u212A',
            'å' => '\u212B',
            _ => letter,
        };
        yield return sign;
    }
}
