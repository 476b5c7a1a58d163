using Emend.Tensors.Kernels;

namespace Emend.Tensors.LinearAlgebra;

/// <summary>Copies triangles of square blocks onto each other.</summary>
internal static class Symmetry
{
    private const int TileSize = 64; // a tile and its mirror image fit into the first-level cache

    /// <summary>Makes a square block symmetric by copying what is below the diagonal to above it.</summary>
    public static void MirrorLower(Block block) => Threads.For((block.Rows + TileSize - 1) / TileSize, new MirrorTiles(block));

    private readonly struct MirrorTiles(Block block) : IParallelBody
    {
        public void Run(int part)
        {
            var first = part * TileSize;
            var end = Math.Min(block.Rows, first + TileSize);
            for (var column = 0; column < end; column += TileSize)
            {
                for (var i = first; i < end; i++)
                {
                    for (var j = column; j < Math.Min(i, column + TileSize); j++)
                        block[j, i] = block[i, j];
                }
            }
        }
    }
}
