using Emend.Tensors;

namespace Emend.Files;

/// <summary>What a safetensors header says of one tensor.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">Its extents, outermost first.</param>
/// <param name="Start">Where its bytes begin, counted from the beginning of the file.</param>
/// <param name="Length">How many bytes it takes.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, Shape Shape, long Start, long Length)
    : StoredTensor(Name, Type, Shape);
