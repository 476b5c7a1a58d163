namespace Emend.Text.Models;

/// <summary>A queue of numbers whose smallest comes first: a heap in one array, four children to a node because that halves its depth.</summary>
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
        for (int parent; index > 0 && items[parent = (index - 1) / 4] > item; index = parent)
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
        for (int first; (first = (4 * index) + 1) < count;)
        {
            int child = first;
            long least = items[first];
            int last = Math.Min(first + 4, count);
            for (int other = first + 1; other < last; other++)
            {
                if (items[other] < least)
                    (child, least) = (other, items[other]);
            }

            if (least >= item)
                break;
            items[index] = least;
            index = child;
        }

        items[index] = item;
        return true;
    }
}
