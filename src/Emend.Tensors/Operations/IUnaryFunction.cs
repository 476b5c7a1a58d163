using System.Runtime.Intrinsics;

namespace Emend.Tensors.Operations;

/// <summary>Is a function of one number, applied to 16 at a time; a struct, so that the loops are compiled for it.</summary>
internal interface IUnaryFunction
{
    /// <summary>The function's values.</summary>
    Vector512<float> Apply(Vector512<float> x);
}
