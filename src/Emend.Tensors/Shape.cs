using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Emend.Tensors;

/// <summary>The extent of a tensor in each dimension, outermost first.</summary>
/// <example><code>Shape shape = [tokens, width];</code></example>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The most dimensions that a shape has.</summary>
    public const int MostDimensions = 8;

    private readonly InlineExtents extents; // inside, because shapes are made by every operation
    private readonly int rank;

    private Shape(ReadOnlySpan<int> extents)
    {
        rank = extents.Length;
        extents.CopyTo(this.extents);
    }

    [UnscopedRef]
    private ReadOnlySpan<int> Extents => MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<InlineExtents, int>(ref Unsafe.AsRef(in extents)), rank);

    /// <summary>Creates a shape from its extents; an empty list is the shape of a scalar.</summary>
    /// <exception cref="ArgumentException">An extent is negative, or there are more than <see cref="MostDimensions"/>.</exception>
    public static Shape Create(ReadOnlySpan<int> extents)
    {
        if (extents.Length > MostDimensions)
            throw new ArgumentException($"A shape has at most {MostDimensions} dimensions, but {extents.Length} were given.", nameof(extents));
        foreach (var extent in extents)
        {
            if (extent < 0)
                throw new ArgumentException($"A shape has no negative extents, but {extent} was given.", nameof(extents));
        }

        return new Shape(extents);
    }

    /// <summary>The number of dimensions; 0 for a scalar.</summary>
    public int Rank => rank;

    /// <summary>The number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (var extent in Extents)
                count *= extent;
            return count;
        }
    }

    /// <summary>The innermost extent; 1 for a scalar.</summary>
    public int Columns => Rank == 0 ? 1 : Extents[^1];

    /// <summary>The product of all extents but the innermost.</summary>
    public long Rows => Columns == 0 ? 0 : Count / Columns;

    /// <summary>The extent of one dimension; <c>^1</c> is the innermost.</summary>
    public int this[Index dimension] => Extents[dimension];

    /// <summary>The extents as an array of their own.</summary>
    public int[] ToArray() => Extents.ToArray();

    /// <summary>Enumerates the extents, outermost first.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var extent in Extents)
            hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The shape as text, for example <c>[5, 192]</c>.</summary>
    public override string ToString() => "[" + string.Join(", ", Extents.ToArray()) + "]";

    /// <summary>Goes through the extents of a shape.</summary>
    public struct Enumerator
    {
        private readonly Shape shape;
        private int next;

        internal Enumerator(Shape shape) => this.shape = shape;

        /// <summary>The extent at hand.</summary>
        public readonly int Current => shape.Extents[next - 1];

        /// <summary>Goes to the next extent, if there is one.</summary>
        public bool MoveNext() => ++next <= shape.rank;
    }

    [InlineArray(MostDimensions)]
    private struct InlineExtents
    {
        private int first;
    }
}
