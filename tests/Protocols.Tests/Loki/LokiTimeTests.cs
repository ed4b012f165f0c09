using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Protocols.Tests.Loki;

public sealed class LokiTimeTests
{
    [Theory]
    [InlineData("4", 4_000_000_000)]
    [InlineData("4000000000", 4_000_000_000_000_000_000)]
    [InlineData("40000000000", 40_000_000_000)]
    [InlineData("1795168800000", 1_795_168_800_000)]
    [InlineData("1795168800000000000", 1_795_168_800_000_000_000)]
    [InlineData("1795168800.5", 1_795_168_800_500_000_000)]
    [InlineData("1795168800.1239", 1_795_168_800_124_000_000)]
    [InlineData("-1", -1_000_000_000)]
    [InlineData("2026-11-20T10:00:00Z", 1_795_168_800_000_000_000)]
    [InlineData("2026-11-20T11:20:00.000000001+01:00", 1_795_170_000_000_000_001)]
    [InlineData("99999999999999.5", long.MaxValue)]
    [InlineData("9999999999", long.MaxValue)]
    public void Times_are_read_by_their_form(string text, long nanoseconds)
    {
        Assert.True(LokiTime.TryParse(text, out long time, out _));
        Assert.Equal(nanoseconds, time);
    }

    [Theory]
    [InlineData("soon", "strconv.ParseInt: parsing \"soon\": invalid syntax")]
    [InlineData("1h", "strconv.ParseInt: parsing \"1h\": invalid syntax")]
    [InlineData("2026-11-20", "strconv.ParseInt: parsing \"2026-11-20\": invalid syntax")]
    public void What_is_no_time_is_told_as_Go_tells_it(string text, string message)
    {
        Assert.False(LokiTime.TryParse(text, out _, out string error));
        Assert.Equal(message, error);
    }

    [Theory]
    [InlineData("60", 60_000_000_000)]
    [InlineData("0.5", 500_000_000)]
    [InlineData("1e3", 1_000_000_000_000)]
    [InlineData("150ms", 150_000_000)]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("-5", -5_000_000_000)]
    public void Durations_are_seconds_or_in_Prometheus_notation(string text, long nanoseconds)
    {
        Assert.True(LokiTime.TryParseDuration(text, out long duration, out _));
        Assert.Equal(nanoseconds, duration);
    }

    [Theory]
    [InlineData("soon", "cannot parse \"soon\" to a valid duration")]
    [InlineData("1e30", "cannot parse \"1e30\" to a valid duration. It overflows int64")]
    public void What_is_no_duration_is_told(string text, string message)
    {
        Assert.False(LokiTime.TryParseDuration(text, out _, out string error));
        Assert.Equal(message, error);
    }
}
