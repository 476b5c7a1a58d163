namespace Emend.Tensors.Tests;

public class WorkspaceHandOverTests
{
    [Fact]
    public void HandOver_Lets_Tensors_Live_Until_The_Enclosing_Workspace_Ends()
    {
        Tensor tensor;
        using (Workspace.Begin())
        {
            using (var inner = Workspace.Begin())
            {
                tensor = Tensor.From([1, 2], [2]);
                inner.HandOver();
            }

            tensor.ToArray().ShouldBe([1, 2]);
        }

        Should.Throw<ObjectDisposedException>(() => tensor.ToArray());
    }

    [Fact]
    public void HandOver_Without_An_Enclosing_Workspace_Leaves_Tensors_To_The_Garbage_Collector()
    {
        var workspace = Workspace.Begin();
        var tensor = Tensor.From([1, 2], [2]);
        workspace.HandOver();
        tensor.ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void GiveBack_Ends_A_Tensor_Of_The_Enclosing_Workspace()
    {
        using var outer = Workspace.Begin();
        var kept = Tensor.From([1], [1]);
        var dropped = Tensor.From([2], [1]);
        using (var inner = Workspace.Begin())
            inner.GiveBack(dropped);
        kept.Item().ShouldBe(1);
        Should.Throw<ObjectDisposedException>(() => dropped.Item());
    }

    [Fact]
    public void GiveBack_Leaves_Other_Tensors_Alone()
    {
        var foreign = Tensor.From([3], [1]);
        using var outer = Workspace.Begin();
        using var inner = Workspace.Begin();
        inner.GiveBack(foreign);
        foreign.Item().ShouldBe(3);
    }

    [Fact]
    public void Outside_Makes_Tensors_That_Live_Longer_Than_The_Workspace()
    {
        Tensor outside;
        using (Workspace.Begin())
        {
            using (Workspace.Outside())
                outside = Tensor.From([5], [1]);
            var inside = Tensor.From([6], [1]);
            inside.Item().ShouldBe(6);
        }

        outside.Item().ShouldBe(5);
    }
}
