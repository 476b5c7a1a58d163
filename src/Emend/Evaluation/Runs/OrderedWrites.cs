namespace Emend.Evaluation.Runs;

/// <summary>Lets steps that run side by side write in their order, each as soon as those before it have.</summary>
/// <param name="first">The number of the first step.</param>
internal sealed class OrderedWrites(int first)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<int, Action> waiting = [];
    private int next = first;

    /// <summary>Writes now, or when the steps before have written.</summary>
    public void Do(int number, Action write)
    {
        lock (gate)
        {
            waiting.Add(number, write);
            while (waiting.Remove(next, out var ready))
            {
                ready();
                next++;
            }
        }
    }
}
