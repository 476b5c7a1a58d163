namespace Emend.Benchmarks.Operations;

/// <summary>One operation, and what bounds its time.</summary>
/// <param name="Name">What is measured, with its shape.</param>
/// <param name="Run">Computes once.</param>
/// <param name="Bytes">The bytes that it must read and write.</param>
/// <param name="Multiplications">The floating-point operations of its matrix products.</param>
internal sealed record OperationCase(string Name, Action Run, double Bytes, double Multiplications = 0);
