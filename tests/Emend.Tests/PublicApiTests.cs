using Emend.Tests.Shared;

namespace Emend.Tests;

public class PublicApiTests
{
    [Fact]
    public void Public_Api_Is_As_Approved() => PublicApi.ShouldBeAsApproved(typeof(LanguageModel).Assembly);
}
