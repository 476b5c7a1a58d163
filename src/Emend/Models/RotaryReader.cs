namespace Emend.Models;

/// <summary>
/// Reads how a config rotates positions: <c>rope_parameters</c> of newer configs, <c>rope_theta</c> and
/// <c>rope_scaling</c> of older ones. The frequencies are computed in float32, as the reference computes them.
/// </summary>
internal static class RotaryReader
{
    private const double UsualBase = 10_000;

    /// <summary>The rotation of a model, or of the layers of one type where types differ.</summary>
    /// <param name="config">The model's config.</param>
    /// <param name="headWidth">The width of a head.</param>
    /// <param name="layerType">The type of layer as <c>layer_types</c> names it, where there are several.</param>
    /// <param name="usualPart">The part of each head that is rotated where the config does not say.</param>
    /// <param name="usualBase">The base where the config does not say.</param>
    /// <exception cref="NotSupportedException">The rotation is of an unknown type.</exception>
    public static RotaryFacts Read(ModelConfig config, int headWidth, string? layerType = null, double usualPart = 1, double usualBase = UsualBase)
    {
        var newer = config.Inner("rope_parameters");
        if (layerType is not null)
            newer = newer?.Inner(layerType) ?? newer;
        var scaling = newer ?? config.Inner("rope_scaling");
        var theta = newer?.OptionalNumber("rope_theta") ?? config.OptionalNumber("rope_theta") ?? config.NumberOr("rotary_emb_base", usualBase);
        var part = newer?.OptionalNumber("partial_rotary_factor") ?? config.OptionalNumber("partial_rotary_factor") ?? config.NumberOr("rotary_pct", usualPart);
        return Scaled(config, scaling, Frequencies((int)(headWidth * part), theta), theta);
    }

    /// <summary>The unscaled rotation of a number of dimensions.</summary>
    public static RotaryFacts Of(int width, double theta = UsualBase, bool interleaved = false) =>
        new() { Frequencies = Frequencies(width, theta), IsInterleaved = interleaved };

    private static float[] Frequencies(int width, double theta)
    {
        var frequencies = new float[(width + 1) / 2];
        for (var i = 0; i < frequencies.Length; i++)
            frequencies[i] = 1 / MathF.Pow((float)theta, 2f * i / width);
        return frequencies;
    }

    private static RotaryFacts Scaled(ModelConfig config, ModelConfig? scaling, float[] frequencies, double theta)
    {
        var plain = new RotaryFacts { Frequencies = frequencies };
        if (scaling is null)
            return plain;
        var type = scaling.OptionalText("rope_type") ?? scaling.OptionalText("type") ?? "default";
        return type switch
        {
            "default" or "dynamic" => plain, // dynamic scaling begins behind the context, where Emend stops
            "linear" => plain with { Frequencies = Array.ConvertAll(frequencies, frequency => frequency / (float)scaling.Number("factor")) },
            "llama3" => plain with { Frequencies = Llama3(scaling, frequencies) },
            "yarn" => Yarn(config, scaling, frequencies, theta),
            "longrope" or "su" => LongRope(config, scaling, frequencies),
            _ => throw scaling.Unsupported($"the rotary scaling '{type}' is not supported: Emend knows default, dynamic, linear, llama3, longrope and yarn."),
        };
    }

    /// <summary>Llama 3.1: slow frequencies are divided, fast ones kept, those between blended.</summary>
    private static float[] Llama3(ModelConfig scaling, float[] frequencies)
    {
        var factor = (float)scaling.Number("factor");
        var (low, high) = ((float)scaling.Number("low_freq_factor"), (float)scaling.Number("high_freq_factor"));
        var context = (float)scaling.Number("original_max_position_embeddings");
        return Array.ConvertAll(frequencies, frequency =>
        {
            var length = 2 * MathF.PI / frequency;
            if (length > context / low)
                return frequency / factor;
            if (length < context / high)
                return frequency;
            var smooth = ((context / length) - low) / (high - low);
            return ((1 - smooth) * frequency / factor) + (smooth * frequency);
        });
    }

    /// <summary>LongRoPE (arXiv:2402.13753): each frequency has its own divisor, another one in long rows.</summary>
    private static RotaryFacts LongRope(ModelConfig config, ModelConfig scaling, float[] frequencies)
    {
        var context = (double)config.Count("max_position_embeddings");
        var original = scaling.OptionalCount("original_max_position_embeddings") ?? config.OptionalCount("original_max_position_embeddings");
        var factor = original is { } trained ? context / trained : scaling.NumberOr("factor", 1);
        var magnitude = factor <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(factor) / Math.Log(original ?? context)));
        return new RotaryFacts
        {
            Frequencies = Divided("short_factor"),
            LongFrequencies = Divided("long_factor"),
            LongAfter = original ?? (int)context,
            Magnitude = (float)scaling.NumberOr("attention_factor", magnitude),
        };

        float[] Divided(string field)
        {
            var factors = scaling.Numbers(field);
            if (factors.Length != frequencies.Length)
                throw scaling.Unsupported($"{field} has {factors.Length} numbers, but {frequencies.Length} pairs are rotated.");
            return [.. frequencies.Select((frequency, i) => 1 / ((float)factors[i] * (1 / frequency)))];
        }
    }

    /// <summary>YaRN (arXiv:2309.00071, eq. 20 to 23): slow frequencies are divided, fast ones kept, with a ramp between.</summary>
    private static RotaryFacts Yarn(ModelConfig config, ModelConfig scaling, float[] frequencies, double theta)
    {
        var factor = scaling.Number("factor");
        var width = 2 * frequencies.Length;
        var original = scaling.OptionalCount("original_max_position_embeddings") ?? config.Count("max_position_embeddings");
        var truncates = scaling.Flag("truncate", true);
        var first = Dimension(scaling.NumberOr("beta_fast", 32));
        var last = Dimension(scaling.NumberOr("beta_slow", 1));
        if (truncates)
            (first, last) = (Math.Floor(first), Math.Ceiling(last));
        (first, last) = (Math.Max(first, 0), Math.Min(last, width - 1));
        if (first == last)
            last += 0.001;
        return new RotaryFacts
        {
            Frequencies = [.. frequencies.Select((frequency, i) =>
            {
                var divided = (float)Math.Clamp((i - first) / (last - first), 0, 1);
                return (frequency / (float)factor * divided) + (frequency * (1 - divided));
            })],
            Magnitude = (float)scaling.NumberOr("attention_factor", UsualMagnitude()),
        };

        double Dimension(double rotations) => width * Math.Log(original / (rotations * 2 * Math.PI)) / (2 * Math.Log(theta));

        double UsualMagnitude() => scaling.OptionalNumber("mscale") is { } scale && scaling.OptionalNumber("mscale_all_dim") is { } all
            ? Magnitude(scale) / Magnitude(all)
            : Magnitude(1);

        double Magnitude(double scale) => factor <= 1 ? 1 : (0.1 * scale * Math.Log(factor)) + 1;
    }
}
