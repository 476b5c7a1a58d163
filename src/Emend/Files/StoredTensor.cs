using Emend.Tensors;

namespace Emend.Files;

/// <summary>What a file of weights says of one tensor.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">Its extents, outermost first.</param>
public abstract record StoredTensor(string Name, SafetensorsType Type, Shape Shape);
