using Emend.Tensors.Memory;

namespace Emend.Tensors;

/// <summary>
/// A stretch of computation whose tensors live only until it ends, so that their memory is rented and reused
/// instead of becoming garbage. It belongs to the thread that began it and must not cross an <c>await</c>.
/// </summary>
/// <example><code>
/// using var workspace = Workspace.Begin();
/// var hidden = model.Forward(batch);      // rented memory
/// return workspace.Keep(hidden);          // survives the end of the workspace
/// </code></example>
public sealed class Workspace : IDisposable
{
    [ThreadStatic]
    private static Workspace? current;

    private readonly Workspace? outer;
    private readonly List<Storage> rented = [];
    private bool ended;

    private Workspace(Workspace? outer) => this.outer = outer;

    /// <summary>Begins a workspace on the calling thread; workspaces nest.</summary>
    public static Workspace Begin() => current = new Workspace(current);

    /// <summary>Copies a tensor's values to memory that survives this workspace (into the enclosing one, if there is one).</summary>
    /// <returns>A tensor without gradient history.</returns>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var inner = current;
        current = outer;
        try
        {
            return tensor.Copy();
        }
        finally
        {
            current = inner;
        }
    }

    /// <summary>Releases pooled memory that no workspace uses to the garbage collector.</summary>
    public static void Trim() => BufferPool.Clear();

    /// <summary>Ends the workspace: its tensors can no longer be read.</summary>
    public void Dispose()
    {
        if (ended)
            return;
        if (current != this)
            throw new InvalidOperationException("A workspace must end on the thread that began it, after the workspaces inside it.");
        ended = true;
        current = outer;
        foreach (var storage in rented)
            BufferPool.Return((float[])storage.Release());
    }

    /// <summary>Memory for a new tensor: rented where a workspace is open, otherwise owned by the garbage collector.</summary>
    internal static unsafe Storage Allocate(long floats)
    {
        if (current is not { } workspace)
            return Storage.Allocate(floats);
        var array = BufferPool.Rent(floats);
        var storage = new Storage((byte*)PinnedArray.AlignedAddress(array), floats * sizeof(float), array);
        workspace.rented.Add(storage);
        return storage;
    }
}
