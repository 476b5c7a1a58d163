namespace Emend.Editing.Methods;

/// <summary>The settings in a hyper-parameter file of another toolkit, in this toolkit's names.</summary>
/// <param name="Method">The method that the file is for; null if it does not say.</param>
/// <param name="Options">The options and their values as people write them.</param>
/// <param name="WithoutEffect">Fields that are known, but mean nothing here: module names, devices, data sets of statistics.</param>
public sealed record HyperParameters(string? Method, IReadOnlyList<KeyValuePair<string, string>> Options, IReadOnlyList<string> WithoutEffect);
