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

    /// <summary>
    /// Lets new tensors belong to the garbage collector until the returned scope ends, whatever workspaces are open:
    /// for values that live as long as a model.
    /// </summary>
    public static Pause Outside() => new(current);

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

    /// <summary>
    /// Ends the workspace, but lets its tensors live: the enclosing workspace takes them over or, if there is none,
    /// the garbage collector. For values that gradients turn out to need.
    /// </summary>
    public void HandOver()
    {
        End();
        outer?.rented.AddRange(rented);
    }

    /// <summary>
    /// Gives back a tensor that this workspace keeps for an enclosing one and that nobody reads any more, earlier than
    /// the enclosing workspace ends. Does nothing where no enclosing workspace rented it.
    /// </summary>
    public void GiveBack(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (outer is null)
            return;
        var place = outer.rented.FindLastIndex(tensor.IsIn);
        if (place < 0)
            return;
        outer.rented[place].GiveBack();
        outer.rented.RemoveAt(place);
    }

    /// <summary>Releases pooled memory that no workspace uses to the garbage collector.</summary>
    public static void Trim() => BufferPool.Clear();

    /// <summary>Ends the workspace: its tensors can no longer be read.</summary>
    public void Dispose()
    {
        if (ended)
            return;
        End();
        foreach (var storage in rented)
            storage.GiveBack();
    }

    /// <summary>Memory for a new tensor: rented where a workspace is open, otherwise owned by the garbage collector.</summary>
    internal static Storage Allocate(long floats)
    {
        if (current is not { } workspace)
            return Storage.Allocate(floats);
        var storage = Storage.Rent(floats);
        workspace.rented.Add(storage);
        return storage;
    }

    private void End()
    {
        if (ended || current != this)
            throw new InvalidOperationException("A workspace must end on the thread that began it, after the workspaces inside it.");
        ended = true;
        current = outer;
    }

    /// <summary>A stretch in which tensors belong to no workspace.</summary>
    public readonly struct Pause : IDisposable, IEquatable<Pause>
    {
        private readonly Workspace? paused;

        internal Pause(Workspace? paused)
        {
            this.paused = paused;
            current = null;
        }

        /// <summary>Goes on with the workspace that was open.</summary>
        public void Dispose() => current = paused;

        /// <inheritdoc/>
        public bool Equals(Pause other) => paused == other.paused;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Pause other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => paused?.GetHashCode() ?? 0;

        /// <summary>Whether two scopes are alike.</summary>
        public static bool operator ==(Pause left, Pause right) => left.Equals(right);

        /// <summary>Whether two scopes differ.</summary>
        public static bool operator !=(Pause left, Pause right) => !left.Equals(right);
    }
}
