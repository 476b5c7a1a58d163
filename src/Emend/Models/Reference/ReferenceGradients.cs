using Emend.Tensors;
using Emend.Tensors.Operations;

namespace Emend.Models.Reference;

/// <summary>Compares losses, gradients of weights, and gradients through gradients with their reference.</summary>
internal sealed class ReferenceGradients(LanguageModel model, ReferenceValues reference)
{
    private const string GradientPrefix = "grad.";

    public static bool IsGradient(string name) => name.StartsWith(GradientPrefix, StringComparison.Ordinal);

    public static bool IsKnown(string name) =>
        IsGradient(name) || name is "loss" or "hvp.value" or "meta.loss" or "meta.grad" or "meta.first_order_grad";

    public IEnumerable<TensorDifference> Compare(double tolerance, double gradientTolerance)
    {
        foreach (var difference in First(reference, model.Weight, LossOf, tolerance, gradientTolerance)) yield return difference;
        if (reference.Has("hvp.value")) yield return HessianProduct(gradientTolerance);
        if (reference.Has("meta.loss"))
        {
            foreach (var difference in ThroughSteps(tolerance, gradientTolerance)) yield return difference;
        }
    }

    /// <summary>The loss and its gradients in weights, of any kind of model.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="weight">From a name to the weight.</param>
    /// <param name="lossOf">The loss of the model with parameters in place of weights.</param>
    /// <param name="tolerance">The largest relative difference of the loss.</param>
    /// <param name="gradientTolerance">The largest relative difference of gradients.</param>
    public static IEnumerable<TensorDifference> First(
        ReferenceValues reference, Func<string, Tensor> weight, Func<IReadOnlyDictionary<string, Tensor>, Tensor> lossOf, double tolerance, double gradientTolerance)
    {
        var names = reference.Names.Where(IsGradient).Select(name => name[GradientPrefix.Length..]).ToList();
        if (names.Count == 0 && !reference.Has("loss")) yield break;
        var parameters = names.ToDictionary(name => name, name => weight(name).AsParameter());
        var loss = lossOf(parameters);
        if (reference.Has("loss")) yield return ReferenceComparison.Whole("loss", reference.Tensor("loss").Values, loss.Values, tolerance);
        if (names.Count == 0) yield break;
        var gradients = Gradients.Of(loss, [.. names.Select(name => parameters[name])]);
        for (var i = 0; i < names.Count; i++)
            yield return ReferenceComparison.Whole(GradientPrefix + names[i], reference.Tensor(GradientPrefix + names[i]).Values, gradients[i].Values, gradientTolerance);
    }

    private Tensor LossOf(IReadOnlyDictionary<string, Tensor> parameters) => model.With(parameters).Loss(reference.Unpadded("input_ids", "attention_mask"));

    /// <summary>d/dε ∇L(W + ε · direction) at 0.</summary>
    private TensorDifference HessianProduct(double tolerance)
    {
        var (name, parameter) = SecondOrderParameter();
        var loss = model.With(new Dictionary<string, Tensor> { [name] = parameter }).Loss(reference.Unpadded("input_ids", "attention_mask"));
        var gradient = Gradients.Of(loss, [parameter], differentiable: true)[0];
        return Difference("hvp.value", Gradients.Of(gradient, reference.Tensor("hvp.direction"), [parameter])[0], tolerance);
    }

    /// <summary>The loss after two steps of gradient descent, and its gradients at the start and after the steps.</summary>
    private IEnumerable<TensorDifference> ThroughSteps(double tolerance, double gradientTolerance)
    {
        var rate = reference.Fact("meta_learning_rate").GetSingle();
        var (name, start) = SecondOrderParameter();
        var stepped = Step(Step(start, "meta.x1"), "meta.x2");
        var loss = Loss(stepped, "meta.x3");
        yield return Difference("meta.loss", loss, tolerance);
        var gradients = Gradients.Of(loss, [start, stepped]);
        if (reference.Has("meta.grad")) yield return Difference("meta.grad", gradients[0], gradientTolerance);
        if (reference.Has("meta.first_order_grad")) yield return Difference("meta.first_order_grad", gradients[1], gradientTolerance);

        Tensor Loss(Tensor value, string ids) => model.With(new Dictionary<string, Tensor> { [name] = value }).Loss(Batch.Single(reference.Ids(ids)));

        Tensor Step(Tensor value, string ids) => value.Subtract(Gradients.Of(Loss(value, ids), [value], differentiable: true)[0].Multiply(rate));
    }

    private (string Name, Tensor Parameter) SecondOrderParameter()
    {
        var name = reference.Fact("second_order_parameter").GetString()!;
        return (name, model.Weight(name).AsParameter());
    }

    private TensorDifference Difference(string name, Tensor actual, double tolerance) =>
        ReferenceComparison.Whole(name, reference.Tensor(name).Values, actual.Values, tolerance);
}
