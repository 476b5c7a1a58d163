using Emend.Tensors;

namespace Emend.Files;

/// <summary>A file of named tensors, mapped into memory: a safetensors file, or what <c>torch.save</c> wrote.</summary>
public interface ICheckpointFile
{
    /// <summary>Where the file is.</summary>
    string Path { get; }

    /// <summary>The length of the file in bytes.</summary>
    long Length { get; }

    /// <summary>The tensors in the file's order.</summary>
    IReadOnlyList<StoredTensor> Entries { get; }

    /// <summary>What the file says of a tensor.</summary>
    /// <exception cref="WeightNotFoundException">The file has no such tensor.</exception>
    StoredTensor Entry(string name);

    /// <summary>A tensor as it is stored, without a copy where its elements lie in order; F32, F16 and BF16 only.</summary>
    /// <exception cref="WeightNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="InvalidDataException">The elements are of another type.</exception>
    Tensor Tensor(string name);

    /// <summary>Writes a tensor's bytes to a stream, row-major, little-endian.</summary>
    /// <exception cref="WeightNotFoundException">The file has no such tensor.</exception>
    void CopyTo(string name, Stream target);
}
