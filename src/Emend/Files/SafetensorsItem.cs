using Emend.Tensors;

namespace Emend.Files;

/// <summary>One tensor to be written: its header entry and how to produce its bytes.</summary>
internal sealed record SafetensorsItem(string Name, SafetensorsType Type, Shape Shape, Action<Stream> Write)
{
    /// <summary>How many bytes the tensor takes.</summary>
    public long Length => Shape.Count * Type.Size();
}
