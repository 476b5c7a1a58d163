using Emend.Tensors.LinearAlgebra;

namespace Emend.Editing.Solving;

/// <summary>What the solver gives: the change is Δ = R · A, residuals times adjusted keys.</summary>
/// <param name="AdjustedKeys">A = (λI + S)⁻¹KᵀC⁻¹, one for each key that has a residual [requests, hidden].</param>
/// <param name="Condition">The condition number of the system that was solved, estimated.</param>
internal sealed record KeySolution(Matrix AdjustedKeys, double Condition);
