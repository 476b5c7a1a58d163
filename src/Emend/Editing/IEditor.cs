namespace Emend.Editing;

/// <summary>A method of knowledge editing: it reads a model and returns the change; the model is never touched.</summary>
public interface IEditor
{
    /// <summary>The method's name as the command line knows it, for example <c>rome</c>.</summary>
    string Method { get; }

    /// <summary>Computes the change that writes the requested facts, all at once.</summary>
    /// <param name="requests">The facts, at least one.</param>
    /// <param name="observer">What the caller wants to watch: progress and intermediate values.</param>
    /// <param name="cancel">Stops the computation.</param>
    /// <returns>The edit; <c>model.With(edit)</c> is the edited model.</returns>
    /// <exception cref="FormatException">A request cannot be carried out; the message says why.</exception>
    /// <exception cref="ArithmeticException">The computation met values that are not numbers; the message says where.</exception>
    Task<Edit> EditAsync(IReadOnlyList<EditRequest> requests, EditObserver? observer = null, CancellationToken cancel = default);
}
