using Emend.Tensors.Kernels;

namespace Emend.Tensors.Operations;

/// <summary>Rotary position embedding.</summary>
public static unsafe class RotaryOperation
{
    /// <summary>Rotates pairs of each head's first coordinates by angles proportional to the token's position (Su et al. 2021).</summary>
    /// <param name="x">[tokens, heads, headWidth].</param>
    /// <param name="positions">The position of each token.</param>
    /// <param name="table">The angles; its width, at most headWidth, says how many coordinates are rotated.</param>
    /// <param name="interleaved">Whether pairs are neighbours (GPT-J) instead of lying half the rotated width apart (NeoX, Llama).</param>
    public static Tensor Rotary(this Tensor x, ReadOnlySpan<int> positions, RotaryTable table, bool interleaved)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(table);
        if (x.Shape.Rank != 3 || x.Shape[0] != positions.Length || table.Width > x.Shape[2])
            throw new ArgumentException($"Rotary embedding needs [{positions.Length} tokens, heads, at least {table.Width} columns], but the shape is {x.Shape}.", nameof(x));
        return Rotate(x, positions, table, interleaved, 1);
    }

    private static Tensor Rotate(Tensor x, ReadOnlySpan<int> positions, RotaryTable table, bool interleaved, float direction)
    {
        var last = 0;
        foreach (var position in positions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(positions));
            last = Math.Max(last, position);
        }

        var angles = table.UpTo(last);
        var result = Tensor.Allocate(x.Shape);
        fixed (float* start = angles)
        fixed (int* at = positions)
            Threads.For((positions.Length + Body.TokensInPart - 1) / Body.TokensInPart, new Body(x, result, at, start, table.Width / 2, interleaved, direction));
        return Gradients.Needed([x])
            ? result.Record([x], (positions: positions.ToArray(), table, interleaved, direction), static (gradient, s) =>
                [Rotate(gradient, s.positions, s.table, s.interleaved, -s.direction)])
            : KeepAlive(result, x);
    }

    private static Tensor KeepAlive(Tensor result, Tensor x)
    {
        GC.KeepAlive(x);
        return result;
    }

    private readonly struct Body : IParallelBody
    {
        public const int TokensInPart = 32;

        private readonly float* x;
        private readonly float* y;
        private readonly int* positions;
        private readonly float* angles;
        private readonly int tokens, heads, headWidth, pairs;
        private readonly bool interleaved;
        private readonly float direction;

        public Body(Tensor from, Tensor to, int* positions, float* angles, int pairs, bool interleaved, float direction)
        {
            x = from.Address;
            y = to.Address;
            (tokens, heads, headWidth) = (from.Shape[0], from.Shape[1], from.Shape[2]);
            this.positions = positions;
            this.angles = angles;
            (this.pairs, this.interleaved, this.direction) = (pairs, interleaved, direction);
        }

        public void Run(int part)
        {
            var last = Math.Min(tokens, (part + 1) * TokensInPart);
            for (var token = part * TokensInPart; token < last; token++)
            {
                var cos = angles + (long)positions[token] * 2 * pairs;
                for (var head = 0; head < heads; head++)
                {
                    var offset = ((long)token * heads + head) * headWidth;
                    RotateHead(x + offset, y + offset, cos, cos + pairs);
                }
            }
        }

        private void RotateHead(float* from, float* to, float* cos, float* sin)
        {
            int second = interleaved ? 1 : pairs, step = interleaved ? 2 : 1;
            for (var i = 0; i < pairs; i++)
            {
                float a = from[i * step], b = from[i * step + second], s = sin[i] * direction;
                to[i * step] = a * cos[i] - b * s;
                to[i * step + second] = b * cos[i] + a * s;
            }

            for (var i = 2 * pairs; i < headWidth; i++)
                to[i] = from[i];
        }
    }
}
