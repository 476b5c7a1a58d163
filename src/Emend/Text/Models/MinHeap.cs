namespace Emend.Text.Models;

/// <summary>A queue of numbers whose smallest comes first: a binary heap in one array.</summary>
internal sealed class MinHeap(int capacity)
{
    private long[] items = new long[Math.Max(capacity, 4)];
    private int count;

    /// <summary>Adds a number.</summary>
    public void Push(long item)
    {
        if (count == items.Length)
            Array.Resize(ref items, 2 * count);
        int index = count++;
        for (int parent; index > 0 && items[parent = (index - 1) / 2] > item; index = parent)
            items[index] = items[parent];
        items[index] = item;
    }

    /// <summary>Takes the smallest number out.</summary>
    public bool TryPop(out long smallest)
    {
        smallest = items[0];
        if (count == 0)
            return false;
        long item = items[--count];
        int index = 0;
        for (int child; (child = 2 * index + 1) < count; index = child)
        {
            if (child + 1 < count && items[child + 1] < items[child])
                child++;
            if (items[child] >= item)
                break;
            items[index] = items[child];
        }
        items[index] = item;
        return true;
    }
}
