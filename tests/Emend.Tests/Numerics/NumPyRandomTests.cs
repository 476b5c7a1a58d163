using Emend.Numerics;

namespace Emend.Tests.Numerics;

public sealed class NumPyRandomTests
{
    /// <summary>
    /// NumPy: <c>RandomState(seed).randn(2000)</c>, its first six, its last and its sum; computed with CPython 3.11's own MT19937
    /// and NumPy's <c>legacy_gauss</c> formula, whose known values for the seeds 0, 1 and 42 they are.
    /// </summary>
    [Theory]
    [InlineData(0u, new[] { 1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675, -0.977277879876411 }, -1.3109703704412123, -31.639767174031714)]
    [InlineData(1u, new[] { 1.6243453636632417, -0.6117564136500754, -0.5281717522634557, -1.0729686221561705, 0.8654076293246785, -2.3015386968802827 }, 1.386825593941044, 66.13791955417983)]
    [InlineData(42u, new[] { 0.4967141530112327, -0.13826430117118466, 0.6476885381006925, 1.5230298564080254, -0.23415337472333597, -0.23413695694918055 }, -0.7449026448064491, 90.16829307148137)]
    [InlineData(uint.MaxValue, new[] { 0.6484086742306527, 0.6693235306338161, -1.0805437227474493, 0.2845010447986309, 0.11388773652167104, 0.8676218937929382 }, 1.445097548120407, 15.012954878311144)]
    public void Normal_Is_RandomState_Randn(uint seed, double[] first, double last, double sum)
    {
        var random = new NumPyRandom(seed);
        var drawn = Enumerable.Range(0, 2000).Select(_ => random.Normal()).ToArray();
        // Math.Log may differ from C's by one unit in the last place.
        for (var i = 0; i < first.Length; i++)
            drawn[i].ShouldBe(first[i], 1e-15 * Math.Abs(first[i]));
        drawn[^1].ShouldBe(last, 1e-15 * Math.Abs(last));
        drawn.Sum().ShouldBe(sum, 1e-11);
    }

    /// <summary>NumPy: <c>RandomState(1).random_sample()</c>.</summary>
    [Fact]
    public void Unit_Is_RandomState_Random_Sample() => new NumPyRandom(1).Unit().ShouldBe(0.417022004702574);
}
