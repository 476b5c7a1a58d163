using System.Globalization;
using Emend.Tensors;
using Emend.Tensors.LinearAlgebra;
using Emend.Tensors.Operations;

namespace Emend.Editing.UltraEdit;

/// <summary>
/// Mean and spread of all inputs and gradients seen so far at the matrices of one shape, over a whole sequence of edits: the
/// lifelong normalisation (Gu et al. 2025, §3.3).
/// </summary>
internal sealed class RunningNormalizer
{
    private const double Epsilon = 1.1920928955078125e-07; // torch.finfo(float32).eps, as the released code
    private const int CountBase = 1 << 20;                 // a count is carried as two float32 numbers, exactly

    private readonly string name;
    private readonly int inputs;
    private readonly double[] mean, squares; // [inputs + outputs]
    private double count;

    /// <summary>A normaliser that goes on from what earlier edits carry.</summary>
    public RunningNormalizer(int inputs, int outputs, IEnumerable<Edit> earlier)
    {
        this.inputs = inputs;
        name = string.Create(CultureInfo.InvariantCulture, $"ultraedit.normalizer.{inputs}x{outputs}");
        (mean, squares) = (new double[inputs + outputs], new double[inputs + outputs]);
        foreach (var carried in earlier.SelectMany(edit => edit.Carry).Where(carried => carried.Name.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            var values = carried.Value.ToArray();
            if (carried.Name == name + ".count")
                count = (values[0] * (double)CountBase) + values[1];
            else
                Array.Copy(values, carried.Name == name + ".mean" ? mean : squares, mean.Length);
        }
    }

    /// <summary>The number of tokens seen.</summary>
    public double Count => count;

    /// <summary>Notes the inputs and gradients of a batch.</summary>
    /// <param name="keys">[tokens, inputs].</param>
    /// <param name="gradients">[tokens, outputs].</param>
    public void Update(Tensor keys, Tensor gradients)
    {
        using var workspace = Workspace.Begin();
        var tokens = keys.Shape[0];
        var features = ColumnOperations.ConcatColumns(keys, gradients).Values; // [tokens, inputs + outputs]
        var centers = new double[mean.Length];
        var spreads = new double[mean.Length];
        for (var i = 0; i < features.Length; i++)
            centers[i % mean.Length] += (double)features[i] / tokens;
        for (var i = 0; i < features.Length; i++)
            spreads[i % mean.Length] += (features[i] - centers[i % mean.Length]) * (features[i] - centers[i % mean.Length]);
        for (var column = 0; column < mean.Length; column++)
        {
            var variance = tokens > 1 ? spreads[column] / (tokens - 1) : 0; // the released code: NaN for one token
            var distance = centers[column] - mean[column];
            mean[column] += tokens * distance / (count + tokens);
            squares[column] += (tokens * variance) + (count * tokens * distance * distance / (count + tokens));
        }

        count += tokens;
    }

    /// <summary>The pseudo-values v = −η‖ĥ‖²ĝ (Gu et al. 2025, eq. 5), with the features normalised as they stand now.</summary>
    /// <returns>[tokens, outputs].</returns>
    public Matrix PseudoValues(Tensor keys, Tensor gradients, double step)
    {
        var (tokens, outputs) = (keys.Shape[0], mean.Length - inputs);
        var deviation = Array.ConvertAll(squares, square => Math.Sqrt(square / (count - 1 + Epsilon)) + Epsilon);
        var values = new Matrix(tokens, outputs);
        for (var token = 0; token < tokens; token++)
        {
            var key = keys.Values.Slice(token * inputs, inputs);
            double length = 0;
            for (var i = 0; i < inputs; i++)
                length += Math.Pow((key[i] - mean[i]) / deviation[i], 2);
            var gradient = gradients.Values.Slice(token * outputs, outputs);
            var row = values.Row(token);
            for (var i = 0; i < outputs; i++)
                row[i] = -step * length * (gradient[i] - mean[inputs + i]) / deviation[inputs + i];
        }

        return values;
    }

    /// <summary>What later edits go on from.</summary>
    public IEnumerable<CarriedTensor> Carry()
    {
        using var outside = Workspace.Outside();
        return
        [
            State("count", [(float)Math.Floor(count / CountBase), (float)(count % CountBase)]),
            State("mean", Array.ConvertAll(mean, value => (float)value)),
            State("squares", Array.ConvertAll(squares, value => (float)value)),
        ];
    }

    private CarriedTensor State(string part, float[] values) => new($"{name}.{part}", Tensor.From(values, [values.Length]), CarriedKind.State);
}
