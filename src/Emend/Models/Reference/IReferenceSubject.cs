namespace Emend.Models.Reference;

/// <summary>A kind of model that reference values can be compared with.</summary>
internal interface IReferenceSubject
{
    /// <summary>Whether the model computes a tensor of the reference.</summary>
    bool Knows(string name);

    /// <summary>Compares tensor by tensor.</summary>
    IEnumerable<TensorDifference> Compare(double tolerance, double gradientTolerance);
}
