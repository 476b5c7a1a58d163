namespace Emend.Tracing;

/// <summary>The noise under which severed runs are made.</summary>
public enum SeveredNoise
{
    /// <summary>The noise of all other runs: what is frozen comes from the run that is traced.</summary>
    Same,

    /// <summary>
    /// As kmeng01/rome released it: its generator goes on between the two passes, so what is frozen comes from another
    /// noise than the one it is put into.
    /// </summary>
    Released,
}
