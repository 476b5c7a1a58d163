namespace Emend.Text.Normalizers;

/// <summary>The normalization forms of Unicode.</summary>
internal enum NormalizationForm
{
    /// <summary>NFC.</summary>
    Composed,

    /// <summary>NFD.</summary>
    Decomposed,

    /// <summary>NFKC.</summary>
    CompatibilityComposed,

    /// <summary>NFKD.</summary>
    CompatibilityDecomposed,
}
