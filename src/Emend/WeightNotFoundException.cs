namespace Emend;

/// <summary>A model or a file has no weight of the name that was asked for; an edit that names one was made for another model.</summary>
public sealed class WeightNotFoundException : KeyNotFoundException
{
    /// <summary>Creates the error with a message.</summary>
    public WeightNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with a message and its cause.</summary>
    public WeightNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the error.</summary>
    public WeightNotFoundException()
    {
    }
}
