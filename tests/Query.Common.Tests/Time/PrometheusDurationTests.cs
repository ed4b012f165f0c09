using CsCheck;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Query.Common.Tests.Time;

public sealed class PrometheusDurationTests
{
    [Theory]
    [InlineData("0", 0, "0s")]
    [InlineData("0s", 0, "0s")]
    [InlineData("5m", 300_000, "5m")]
    [InlineData("90s", 90_000, "1m30s")]
    [InlineData("1h30m", 5_400_000, "1h30m")]
    [InlineData("12w6d", 90 * 86_400_000L, "90d")]
    [InlineData("14d", 14 * 86_400_000L, "2w")]
    [InlineData("365d", 365 * 86_400_000L, "1y")]
    [InlineData("1y1d", 366 * 86_400_000L, "366d")]
    [InlineData("1w1d1h1m1s1ms", 694_861_001, "8d1h1m1s1ms")]
    [InlineData("292y", 292 * 365 * 86_400_000L, "292y")]
    public void Durations_are_read_and_written(string text, long milliseconds, string normal)
    {
        Assert.True(PrometheusDuration.TryParse(text, out long read, out _));
        Assert.Equal(milliseconds, read);
        Assert.Equal(normal, PrometheusDuration.Format(milliseconds));
    }

    [Theory]
    [InlineData("", "empty duration string")]
    [InlineData("5", "not a valid duration string: \"5\"")]
    [InlineData("m", "not a valid duration string: \"m\"")]
    [InlineData("-5m", "not a valid duration string: \"-5m\"")]
    [InlineData("1.5h", "unknown unit \".\" in duration \"1.5h\"")]
    [InlineData("5m1h", "not a valid duration string: \"5m1h\"")]
    [InlineData("1m1m", "not a valid duration string: \"1m1m\"")]
    [InlineData("5 s", "unknown unit \" s\" in duration \"5 s\"")]
    [InlineData("5x", "unknown unit \"x\" in duration \"5x\"")]
    [InlineData("300y", "duration out of range")]
    [InlineData("99999999999999999999s", "not a valid duration string: \"99999999999999999999s\"")]
    [InlineData("18446744073709551615ms", "duration out of range")]
    public void Other_texts_are_told_why_not(string text, string error)
    {
        Assert.False(PrometheusDuration.TryParse(text, out _, out string actual));
        Assert.Equal(error, actual);
    }

    [Fact]
    public void What_is_written_reads_back() => Gen.Long[0, 9_223_372_036_854].Sample(ms => PrometheusDuration.TryParse(PrometheusDuration.Format(ms), out long read, out _) && read == ms);

    [Fact]
    public void Negative_durations_have_a_sign()
    {
        Assert.Equal("-1m30s", PrometheusDuration.Format(-90_000));
        Assert.StartsWith("-", PrometheusDuration.Format(long.MinValue), StringComparison.Ordinal);
    }
}
