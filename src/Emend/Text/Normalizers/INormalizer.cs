namespace Emend.Text.Normalizers;

/// <summary>Rewrites text before it is cut into words.</summary>
internal interface INormalizer
{
    /// <summary>The text in its normal form.</summary>
    AlignedText Normalize(AlignedText text);
}
