namespace Emend.Files.Pickle;

/// <summary>What a file of <c>torch.save</c> says of one tensor.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Tensor">Where its elements are.</param>
internal sealed record TorchEntry(string Name, TorchTensor Tensor) : StoredTensor(Name, Tensor.Storage.Type, Tensor.Shape);
