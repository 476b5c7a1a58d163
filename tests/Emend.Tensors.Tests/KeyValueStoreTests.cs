namespace Emend.Tensors.Tests;

public class KeyValueStoreTests
{
    [Fact]
    public void Write_Puts_The_Tokens_Of_A_Row_Into_Its_Slot()
    {
        var store = new KeyValueStore(slots: 2, capacity: 3, keyHeads: 1, headWidth: 2);
        var keys = Tensor.From([1, 2, 3, 4, 5, 6], [3, 2]);
        var values = Tensor.From([-1, -2, -3, -4, -5, -6], [3, 2]);
        store.Write(slot: 1, position: 1, keys, values, first: 1, count: 2);
        store.Keys.Values[8..12].ToArray().ShouldBe([3, 4, 5, 6]);
        store.Values.Values[8..12].ToArray().ShouldBe([-3, -4, -5, -6]);
    }

    [Fact]
    public void Copy_Shares_The_Beginning_Of_A_Slot()
    {
        var store = new KeyValueStore(slots: 2, capacity: 2, keyHeads: 1, headWidth: 1);
        var row = Tensor.From([7, 8], [2, 1]);
        store.Write(0, 0, row, row, 0, 2);
        store.Copy(0, 1, 1);
        store.Keys.Values[2].ShouldBe(7);
    }

    [Fact]
    public void Write_Outlives_The_Workspace_It_Was_Called_In()
    {
        KeyValueStore store;
        using (Workspace.Begin())
        {
            store = new KeyValueStore(1, 1, 1, 1);
            var one = Tensor.From([4], [1, 1]);
            store.Write(0, 0, one, one, 0, 1);
        }

        store.Values.Values[0].ShouldBe(4);
    }

    [Fact]
    public void Write_Refuses_What_Does_Not_Fit()
    {
        var store = new KeyValueStore(1, 2, 1, 1);
        var three = Tensor.From([1, 2, 3], [3, 1]);
        Should.Throw<ArgumentOutOfRangeException>(() => store.Write(0, 0, three, three, 0, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => store.Write(1, 0, three, three, 0, 1));
    }

    [Fact]
    public void Dispose_Gives_The_Memory_Back_Once()
    {
        var store = new KeyValueStore(slots: 1, capacity: 1, keyHeads: 1, headWidth: 1);
        store.Dispose();
        store.Dispose();
        Should.Throw<ObjectDisposedException>(() => store.Keys.Values.ToArray());
    }
}
