using Orleans.Obs.Query.Common.Labels;

namespace Orleans.Obs.Query.Common.Tests.Labels;

public sealed class EscapedLabelNameTests
{
    [Theory]
    [InlineData("job", "job")]
    [InlineData("U__service_2e_name", "service.name")]
    [InlineData("U___43f__443__442__44c_", "путь")]
    [InlineData("U__a__b", "a_b")]
    [InlineData("U___1F600_", "😀")]
    [InlineData("U__", "")]
    [InlineData("U__a_", "U__a_")]
    [InlineData("U__a_zz_", "U__a_zz_")]
    [InlineData("U__a_d800_", "U__a_d800_")]
    [InlineData("U__a_1234567_", "U__a_1234567_")]
    [InlineData("u__a_2e_", "u__a_2e_")]
    public void Names_are_unescaped(string escaped, string name) => Assert.Equal(name, EscapedLabelName.Unescape(escaped));
}
