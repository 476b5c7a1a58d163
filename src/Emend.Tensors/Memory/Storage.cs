namespace Emend.Tensors.Memory;

/// <summary>The memory behind one or more tensors: a pinned array, a rented one, or a piece of a mapped file.</summary>
internal sealed unsafe class Storage
{
    private byte* address;

    /// <summary>Wraps memory that <paramref name="owner"/> keeps alive and in place.</summary>
    public Storage(byte* address, long bytes, object owner)
    {
        this.address = address;
        Bytes = bytes;
        Owner = owner;
    }

    /// <summary>The size in bytes.</summary>
    public long Bytes { get; }

    /// <summary>What keeps the memory alive.</summary>
    public object Owner { get; private set; }

    /// <summary>Where the memory begins, 64-byte aligned unless it belongs to a file.</summary>
    /// <exception cref="ObjectDisposedException">The workspace that the memory was rented from has ended.</exception>
    public byte* Address => address is not null ? address : throw new ObjectDisposedException(
        nameof(Tensor), "The tensor was computed inside a workspace that has ended: keep it with Workspace.Keep before.");

    /// <summary>Allocates memory that the garbage collector owns; its content is undefined.</summary>
    public static Storage Allocate(long floats)
    {
        var array = PinnedArray.Allocate(floats);
        return new Storage((byte*)PinnedArray.AlignedAddress(array), floats * sizeof(float), array);
    }

    /// <summary>Rents memory from the pool; its content is undefined.</summary>
    public static Storage Rent(long floats)
    {
        var array = BufferPool.Rent(floats);
        return new Storage((byte*)PinnedArray.AlignedAddress(array), floats * sizeof(float), array);
    }

    /// <summary>Gives rented memory back; nothing is left to read.</summary>
    public void GiveBack() => BufferPool.Return((float[])Release());

    /// <summary>Ends the use of the memory and hands back its owner.</summary>
    private object Release()
    {
        var owner = Owner;
        address = null;
        Owner = this;
        return owner;
    }
}
