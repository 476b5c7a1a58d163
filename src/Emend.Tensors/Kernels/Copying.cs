namespace Emend.Tensors.Kernels;

/// <summary>Copies memory, much of it on all threads: one alone does not keep the memory busy.</summary>
internal static unsafe class Copying
{
    private const long Piece = 1 << 20; // bytes

    public static void Copy(byte* from, byte* to, long bytes)
    {
        if (bytes <= 2 * Piece)
            Buffer.MemoryCopy(from, to, bytes, bytes);
        else
            Threads.For(checked((int)((bytes + Piece - 1) / Piece)), new Body(from, to, bytes));
    }

    private readonly struct Body(byte* from, byte* to, long bytes) : IParallelBody
    {
        public void Run(int part)
        {
            var first = part * Piece;
            var count = Math.Min(Piece, bytes - first);
            Buffer.MemoryCopy(from + first, to + first, count, count);
        }
    }
}
