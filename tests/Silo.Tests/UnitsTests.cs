using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1024", 1024)]
    [InlineData("64KiB", 65536)]
    [InlineData("64 MiB", 64L << 20)]
    [InlineData("1.5gib", 3L << 29)]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("10B", 10)]
    public void Sizes_are_read(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out ByteSize size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1MiB")]
    [InlineData("1e9")]
    [InlineData("9999999999TiB")]
    public void Nonsense_is_no_size(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("90s", 90_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("15d", 15 * 86_400_000L)]
    [InlineData("1y2w", (365 + 14) * 86_400_000L)]
    public void Periods_are_read(string text, long milliseconds)
    {
        Assert.True(Period.TryParse(text, out Period period));
        Assert.Equal(milliseconds, period.Milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("00:30:00")]
    public void Nonsense_is_no_period(string text) => Assert.False(Period.TryParse(text, out _));
}
