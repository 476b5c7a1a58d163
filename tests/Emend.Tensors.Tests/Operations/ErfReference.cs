namespace Emend.Tensors.Tests.Operations;

/// <summary>The error function in float64, from its series and its continued fraction (Abramowitz and Stegun 7.1.6, 7.1.14).</summary>
internal static class ErfReference
{
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 3)
            return Math.Sign(x) * (1 - Complement(Math.Abs(x)));
        double sum = 0, term = x;
        for (var n = 0; n < 200 && Math.Abs(term) > 1e-20; n++)
        {
            sum += term;
            term *= 2 * x * x / (2 * n + 3);
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    private static double Complement(double x)
    {
        var fraction = 0.0;
        for (var n = 200; n >= 1; n--)
            fraction = n / 2.0 / (x + fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
