namespace Emend.Editing;

/// <summary>Refuses edits that diverged, before they reach a ledger: a loss can stay finite while weights overflow.</summary>
internal static class FiniteEdit
{
    /// <summary>The edit itself, if the norms of all its changes are numbers.</summary>
    /// <exception cref="ArithmeticException">The norm of a change is infinite or not a number.</exception>
    public static Edit Finite(this Edit edit)
    {
        foreach (var delta in edit.Deltas)
        {
            if (!double.IsFinite(delta.Norm))
                throw new ArithmeticException($"The edit by {edit.Record.Method} diverged, for the norm of its change of {delta.Weight} is {(double.IsNaN(delta.Norm) ? "not a number" : "infinite")}: lower learningRate, or choose another layer.");
        }

        return edit;
    }
}
