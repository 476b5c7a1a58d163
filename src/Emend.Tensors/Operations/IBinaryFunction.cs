using System.Runtime.Intrinsics;

namespace Emend.Tensors.Operations;

/// <summary>Is a function of two numbers, applied to 16 pairs at a time; a struct, so that the loops are compiled for it.</summary>
internal interface IBinaryFunction
{
    /// <summary>The function's values.</summary>
    Vector512<float> Apply(Vector512<float> left, Vector512<float> right);
}
