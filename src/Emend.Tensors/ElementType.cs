namespace Emend.Tensors;

/// <summary>How a tensor's elements are stored; computations are in float32 whatever the storage.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>The upper half of a binary32.</summary>
    BFloat16,
}

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>The bytes that one element takes.</summary>
    public static int Size(this ElementType type) => type == ElementType.Float32 ? sizeof(float) : sizeof(ushort);
}
