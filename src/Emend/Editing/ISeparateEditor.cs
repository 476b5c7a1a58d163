namespace Emend.Editing;

/// <summary>
/// A method that can compute many edits side by side, each of the model as it is, as if it were the only one: their searches share
/// their passes. It serves those who try out edits one by one, such as evaluations.
/// </summary>
public interface ISeparateEditor : IEditor
{
    /// <summary>Computes an edit for each request; each equals what <see cref="IEditor.EditAsync"/> makes of the request alone, up to rounding.</summary>
    /// <param name="requests">The facts, at least one; the same fact may occur several times.</param>
    /// <param name="observer">What the caller wants to watch.</param>
    /// <param name="cancel">Stops the computation.</param>
    /// <returns>For each request its edit, or why there is none.</returns>
    Task<IReadOnlyList<SeparateEdit>> EditSeparatelyAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default);
}
