namespace Emend.Tensors.Operations;

/// <summary>The non-linear functions of feed-forward layers.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x Φ(x) with the exact normal distribution function (Hugging Face's <c>gelu</c>).</summary>
    Gelu,

    /// <summary>x Φ(x) with the distribution function approximated by tanh (<c>gelu_new</c>, <c>gelu_pytorch_tanh</c>).</summary>
    GeluTanh,

    /// <summary>x σ(1.702 x) (<c>quick_gelu</c>).</summary>
    QuickGelu,

    /// <summary>x σ(x) (<c>silu</c>, <c>swish</c>).</summary>
    Silu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>The logistic function.</summary>
    Sigmoid,

    /// <summary>max(x, 0)² (<c>relu2</c>).</summary>
    SquaredRelu,

    /// <summary>x itself.</summary>
    Identity,
}
