namespace Emend.Tracing;

/// <summary>How the noise on subject embeddings is distributed.</summary>
public enum NoiseKind
{
    /// <summary>Normal, with a multiple of the standard deviation of the embeddings of many subjects: <c>3s</c>.</summary>
    Deviations,

    /// <summary>Normal, with a given standard deviation: <c>0.1</c>.</summary>
    Normal,

    /// <summary>Uniform between −x and x: <c>u0.2</c>.</summary>
    Uniform,

    /// <summary>Normal, with the mean and covariance of the embeddings of text: <c>m</c>.</summary>
    Multivariate,

    /// <summary>Student's t of the same covariance, with so many degrees of freedom: <c>t3</c>.</summary>
    Student,
}
