using Emend.Tests.Shared;

namespace Emend.Tensors.Tests;

public class PublicApiTests
{
    [Fact]
    public void Public_Api_Is_As_Approved() => PublicApi.ShouldBeAsApproved(typeof(Tensor).Assembly);
}
