namespace Emend.Files.Pickle;

/// <summary>What the functions and classes make that a pickle of tensors may name.</summary>
internal enum PickleGlobalKind
{
    /// <summary>An ordered dictionary.</summary>
    Dictionary,

    /// <summary>A view of a storage.</summary>
    Tensor,

    /// <summary>A tensor marked as trainable.</summary>
    Parameter,

    /// <summary>A stretch of elements of one type.</summary>
    Storage,
}
