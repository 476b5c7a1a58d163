using System.Globalization;

namespace Emend.Text.Files;

/// <summary>
/// Numbers as the reference's JSON reader has them: the digits as a 64-bit integer, times or divided by a power of ten.
/// That is not always the nearest float64, and scores that differ in the last bit change which of equals wins.
/// </summary>
internal static class JsonNumber
{
    private const int HighestPower = 308;

    /// <summary>The value of a valid JSON number.</summary>
    public static double Parse(ReadOnlySpan<char> text)
    {
        bool isNegative = text[0] == '-';
        int index = isNegative ? 1 : 0;
        ulong digits = 0;
        int exponent = 0;
        bool isFull = false;
        bool isFraction = false;
        for (; index < text.Length && text[index] is '.' or >= '0' and <= '9'; index++)
        {
            if (text[index] == '.')
            {
                isFraction = true;
                continue;
            }
            ulong digit = (ulong)(text[index] - '0');
            isFull |= digits > (ulong.MaxValue - digit) / 10;
            if (!isFull)
                digits = digits * 10 + digit;
            if (isFraction && !isFull)
                exponent--;
            else if (!isFraction && isFull)
                exponent++;
        }
        if (index < text.Length)
            exponent += ParseExponent(text[(index + 1)..]);
        double value = Scale(digits, exponent);
        return isNegative ? -value : value;
    }

    private static int ParseExponent(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)
            ? Math.Clamp(exponent, -100_000, 100_000)
            : text[0] == '-' ? -100_000 : 100_000;

    private static double Scale(ulong digits, int exponent)
    {
        double value = digits;
        for (; exponent < -HighestPower && value != 0; exponent += HighestPower)
            value /= 1e308;
        if (value == 0)
            return 0;
        return exponent > HighestPower ? double.PositiveInfinity : exponent >= 0 ? value * PowerOfTen(exponent) : value / PowerOfTen(-exponent);
    }

    private static double PowerOfTen(int exponent) => double.Parse($"1e{exponent}", CultureInfo.InvariantCulture);
}
