namespace Emend.Files.Pickle;

/// <summary>A function or class that a pickle names; these few exist, and all that they do is to describe tensors.</summary>
/// <param name="Name">Its full name in Python.</param>
/// <param name="Kind">What it makes.</param>
/// <param name="Storage">The element type, of a class of storages.</param>
internal sealed record PickleGlobal(string Name, PickleGlobalKind Kind, SafetensorsType? Storage = null)
{
    private static readonly Dictionary<string, PickleGlobal> Known = new PickleGlobal[]
    {
        new("collections.OrderedDict", PickleGlobalKind.Dictionary),
        new("torch._utils._rebuild_tensor", PickleGlobalKind.Tensor),
        new("torch._utils._rebuild_tensor_v2", PickleGlobalKind.Tensor),
        new("torch._utils._rebuild_parameter", PickleGlobalKind.Parameter),
        new("torch.FloatStorage", PickleGlobalKind.Storage, SafetensorsType.F32),
        new("torch.HalfStorage", PickleGlobalKind.Storage, SafetensorsType.F16),
        new("torch.BFloat16Storage", PickleGlobalKind.Storage, SafetensorsType.BF16),
        new("torch.DoubleStorage", PickleGlobalKind.Storage, SafetensorsType.F64),
        new("torch.LongStorage", PickleGlobalKind.Storage, SafetensorsType.I64),
        new("torch.IntStorage", PickleGlobalKind.Storage, SafetensorsType.I32),
        new("torch.ShortStorage", PickleGlobalKind.Storage, SafetensorsType.I16),
        new("torch.CharStorage", PickleGlobalKind.Storage, SafetensorsType.I8),
        new("torch.ByteStorage", PickleGlobalKind.Storage, SafetensorsType.U8),
        new("torch.BoolStorage", PickleGlobalKind.Storage, SafetensorsType.Bool),
    }.ToDictionary(known => known.Name, StringComparer.Ordinal);

    /// <summary>The one of a full name; null for anything but the few that describe tensors.</summary>
    public static PickleGlobal? Find(string name) => Known.GetValueOrDefault(name);
}
