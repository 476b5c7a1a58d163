using Emend.Tensors;

namespace Emend.Files;

/// <summary>Facts about the element types of the safetensors format.</summary>
internal static class SafetensorsTypes
{
    private static readonly Dictionary<string, SafetensorsType> ByName =
        Enum.GetValues<SafetensorsType>().ToDictionary(FormatName, StringComparer.Ordinal);

    /// <summary>The bytes that one element takes.</summary>
    public static int Size(this SafetensorsType type) => type switch
    {
        <= SafetensorsType.F8E8M0 => 1,
        <= SafetensorsType.BF16 => 2,
        <= SafetensorsType.F32 => 4,
        _ => 8,
    };

    /// <summary>The name in a file's header, for example <c>BF16</c>.</summary>
    public static string FormatName(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool => "BOOL",
        SafetensorsType.F8E5M2 => "F8_E5M2",
        SafetensorsType.F8E4M3 => "F8_E4M3",
        SafetensorsType.F8E8M0 => "F8_E8M0",
        _ => type.ToString(),
    };

    /// <summary>The type that a tensor's elements are stored in.</summary>
    public static SafetensorsType Of(ElementType type) => type switch
    {
        ElementType.Float32 => SafetensorsType.F32,
        ElementType.Float16 => SafetensorsType.F16,
        _ => SafetensorsType.BF16,
    };

    /// <summary>The element type of a tensor over such values, or null where tensors cannot hold them.</summary>
    public static ElementType? AsElementType(this SafetensorsType type) => type switch
    {
        SafetensorsType.F32 => ElementType.Float32,
        SafetensorsType.F16 => ElementType.Float16,
        SafetensorsType.BF16 => ElementType.BFloat16,
        _ => null,
    };

    /// <summary>Finds a type by its name in a header.</summary>
    internal static bool TryParse(string name, out SafetensorsType type) => ByName.TryGetValue(name, out type);
}
