namespace Emend.Models;

/// <summary>How distances between tokens are gathered into buckets that share a bias (T5, arXiv:1910.10683 §2.1).</summary>
/// <param name="Buckets">The number of buckets.</param>
/// <param name="Distance">The distance from which on all share the last one.</param>
public sealed record RelativeFacts(int Buckets, int Distance);
