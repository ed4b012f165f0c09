using System.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Query.Common.Tests.Time;

public sealed class ApiTimeTests
{
    [Theory]
    [InlineData("1795174200", 1_795_174_200_000)]
    [InlineData("1795174200.0005", 1_795_174_200_000)]
    [InlineData("-1.5", -1500)]
    [InlineData("1.795174200123e9", 1_795_174_200_123)]
    [InlineData("2026-11-20T11:30:00Z", 1_795_174_200_000)]
    [InlineData("2026-11-20T12:30:00.123456789+01:00", 1_795_174_200_123)]
    [InlineData("2026-11-20T09:00:00.5-02:30", 1_795_174_200_500)]
    [InlineData("1969-12-31T23:59:59Z", -1000)]
    [InlineData("-292273086-05-16T16:47:06Z", ApiTime.MinTime)]
    [InlineData("292277025-08-18T07:12:54.999999999Z", ApiTime.MaxTime)]
    [InlineData("1e300", ApiTime.MaxTime)]
    [InlineData("-Inf", ApiTime.MinTime)]
    public void Times_are_read(string text, long milliseconds)
    {
        Assert.True(ApiTime.TryParse(text, out long read));
        Assert.Equal(milliseconds, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("NaN")]
    [InlineData("2026-11-20")]
    [InlineData("2026-11-20 11:30:00Z")]
    [InlineData("2026-11-20T11:30:00")]
    [InlineData("2026-11-20T11:30:00.Z")]
    [InlineData("2026-11-20T11:30:00+0100")]
    [InlineData("2026-11-20T11:30:00+24:00")]
    [InlineData("2026-13-20T11:30:00Z")]
    [InlineData("2026-11-20T25:30:00Z")]
    public void Other_texts_are_no_times(string text) => Assert.False(ApiTime.TryParse(text, out _));

    [Theory]
    [InlineData("15", 15_000)]
    [InlineData("0.5", 500)]
    [InlineData("-1", -1000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("0", 0)]
    public void Durations_are_read(string text, long milliseconds)
    {
        Assert.True(ApiTime.TryParseDuration(text, out long read, out _));
        Assert.Equal(milliseconds, read);
    }

    [Theory]
    [InlineData("", "cannot parse \"\" to a valid duration")]
    [InlineData("5 s", "cannot parse \"5 s\" to a valid duration")]
    [InlineData("1e10", "cannot parse \"1e10\" to a valid duration. It overflows int64")]
    [InlineData("NaN", "cannot parse \"NaN\" to a valid duration. It overflows int64")]
    public void Other_texts_are_told_why_not(string text, string error)
    {
        Assert.False(ApiTime.TryParseDuration(text, out _, out string actual));
        Assert.Equal(error, actual);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1_435_781_451_000, "1435781451")]
    [InlineData(1_435_781_451_050, "1435781451.050")]
    [InlineData(-1500, "-1.500")]
    [InlineData(-1, "-0.001")]
    [InlineData(long.MinValue, "-9223372036854775.808")]
    public void Timestamps_have_three_decimals_or_none(long milliseconds, string text)
    {
        byte[] buffer = new byte[ApiTime.MaxTimestampLength];
        Assert.Equal(text, Encoding.ASCII.GetString(buffer, 0, ApiTime.WriteTimestamp(milliseconds, buffer)));
    }
}
