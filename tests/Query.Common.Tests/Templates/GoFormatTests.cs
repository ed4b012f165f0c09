using System.Text;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Templates;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Query.Common.Tests.Templates;

public sealed class GoFormatTests
{
    [Fact]
    public void Widths_and_flags_shape_numbers() => Assert.Equal("42|   42|42   |00042|+42", GoFormat.Format("%d|%5d|%-5d|%05d|%+d", [42L, 42L, 42L, 42L, 42L]));

    [Fact]
    public void Verbs_show_values_as_Go_does()
    {
        Assert.Equal("x \"x\" 78 5 x", GoFormat.Format("%s %q %x %d %v", ["x", "x", "x", 5L, "x"]));
        Assert.Equal("1.500000 1.5 1.50 1.5e+00", GoFormat.Format("%f %g %.2f %.1e", [1.5, 1.5, 1.5, 1.5]));
        Assert.Equal("true 101 17 f F U+0041 A", GoFormat.Format("%t %b %o %x %X %U %c", [true, 5L, 15L, 15L, 15L, 65L, 65L]));
        Assert.Equal("100% [a b]", GoFormat.Format("100%% %v", [new List<object?> { "a", "b" }]));
        Assert.Equal("%!d(string=x) %!s(int=1) %!z(int=1)", GoFormat.Format("%d %s %z", ["x", 1L, 1L]));
        Assert.Equal("%!s(MISSING)", GoFormat.Format("%s", []));
        Assert.Equal("a%!(EXTRA string=b)", GoFormat.Format("%s", ["a", "b"]));
        Assert.Equal("b a", GoFormat.Format("%[2]s %[1]s", ["a", "b"]));
        Assert.Equal("  ab|abc", GoFormat.Format("%*s|%.3s", [4L, "ab", "abcdef"]));
    }

    [Theory]
    [InlineData("2006-01-02T15:04:05Z07:00", "2023-11-14T22:13:20Z")]
    [InlineData("Mon Jan _2 15:04:05 2006", "Tue Nov 14 22:13:20 2023")]
    [InlineData("3:04PM 02/01/06 .000", "10:13PM 14/11/23 .123")]
    [InlineData("Monday January 2 002 15h MST -0700", "Tuesday November 14 318 22h UTC +0000")]
    [InlineData("05.000000000 05.999", "20.123000000 20.123")]
    public void A_layout_shows_a_time(string layout, string text) =>
        Assert.Equal(text, GoTimeLayout.Format(new GoTime(1_700_000_000_123_000_000, null), layout));

    [Theory]
    [InlineData("2006-01-02 15:04:05", "2023-11-14 22:13:20", 1_700_000_000)]
    [InlineData("2006-01-02T15:04:05Z07:00", "2023-11-14T23:13:20+01:00", 1_700_000_000)]
    [InlineData("Jan _2 2006 3:04PM", "Nov 14 2023 10:13PM", 1_699_999_980)]
    [InlineData("02/Jan/2006:15:04:05 -0700", "14/Nov/2023:17:13:20 -0500", 1_700_000_000)]
    public void A_layout_reads_a_time(string layout, string text, long seconds)
    {
        Assert.True(GoTimeLayout.TryParse(layout, text, null, out GoTime time));
        Assert.Equal(seconds, time.UnixSeconds);
        Assert.False(GoTimeLayout.TryParse(layout, text + "x", null, out _));
    }

    [Theory]
    [InlineData("1KB", 1000)]
    [InlineData("1.5 KiB", 1536)]
    [InlineData("2mb", 2_000_000)]
    [InlineData("512", 512)]
    [InlineData("3GiB", 3_221_225_472)]
    [InlineData("1,000B", 1000)]
    public void Sizes_are_read(string text, ulong bytes)
    {
        Assert.True(ByteSize.TryParse(Encoding.UTF8.GetBytes(text), out ulong read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("-1.5s", -1_500_000_000)]
    [InlineData("10us", 10_000)]
    [InlineData("0", 0)]
    public void Durations_are_read(string text, long nanoseconds)
    {
        Assert.True(GoDuration.TryParse(Encoding.UTF8.GetBytes(text), out long read));
        Assert.Equal(nanoseconds, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("15")]
    [InlineData("1d")]
    [InlineData("s")]
    public void Other_durations_are_refused(string text) => Assert.False(GoDuration.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
