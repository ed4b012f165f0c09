using System.Globalization;
using System.Text;
using CsCheck;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Query.Common.Tests.Numbers;

public sealed class GoNumberTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("+1.5", 1.5)]
    [InlineData("-.5e-3", -0.0005)]
    [InlineData("5.", 5)]
    [InlineData("1_000.0_1", 1000.01)]
    [InlineData("0x1p-2", 0.25)]
    [InlineData("0X_1F.8P0", 31.5)]
    [InlineData("0x1.fffffffffffff8p0", 2)]
    [InlineData("0x1.00000000000008p0", 1)]
    [InlineData("0x1.000000000000080001p0", 1.0000000000000002)]
    [InlineData("0x1p-1074", double.Epsilon)]
    [InlineData("0x1p-1075", 0)]
    [InlineData("0x1.8p-1075", double.Epsilon)]
    [InlineData("0x.8p-1022", 1.1125369292536007E-308)]
    [InlineData("Inf", double.PositiveInfinity)]
    [InlineData("+INFINITY", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("nAn", double.NaN)]
    [InlineData("1e-999", 0)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public void Numbers_are_read(string text, double value)
    {
        Assert.True(GoNumber.TryParseFloat(text, out double read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1_.5")]
    [InlineData("0x1")]
    [InlineData("0x")]
    [InlineData("0x.p1")]
    [InlineData("0x1p")]
    [InlineData("+nan")]
    [InlineData("infin")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("1e5.5")]
    [InlineData("\u0661")]
    public void Other_texts_are_no_numbers(string text) => Assert.False(GoNumber.TryParseFloat(text, out _));

    [Theory]
    [InlineData("1e309", double.PositiveInfinity)]
    [InlineData("-1e99999999999999999999", double.NegativeInfinity)]
    [InlineData("0x1p1024", double.PositiveInfinity)]
    public void What_is_too_large_fails_with_infinity(string text, double infinity)
    {
        Assert.False(GoNumber.TryParseFloat(text, out double value));
        Assert.Equal(infinity, value);
    }

    [Fact]
    public void Shortest_texts_and_hexadecimal_ones_read_back() => Gen.Double.Where(double.IsFinite).Sample(value =>
    {
        Assert.True(GoNumber.TryParseFloat(value.ToString("R", CultureInfo.InvariantCulture), out double read));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
        Assert.True(GoNumber.TryParseFloat(Hexadecimal(value), out read));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
    });

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-17", -17)]
    [InlineData("017", 15)]
    [InlineData("0o17", 15)]
    [InlineData("0b101", 5)]
    [InlineData("0xfF", 255)]
    [InlineData("0x_f_f", 255)]
    [InlineData("1_000", 1000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Integers_are_read(string text, long value)
    {
        Assert.True(GoNumber.TryParseInteger(Encoding.UTF8.GetBytes(text), out long read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("08")]
    [InlineData("0x")]
    [InlineData("1.0")]
    [InlineData("1_")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    public void Other_texts_are_no_integers(string text) => Assert.False(GoNumber.TryParseInteger(Encoding.UTF8.GetBytes(text), out _));

    private static string Hexadecimal(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = bits & 0xFFFFFFFFFFFFF;
        return string.Create(CultureInfo.InvariantCulture, $"{(bits < 0 ? "-" : "")}0x{(exponent == 0 ? 0 : 1)}.{mantissa:x13}p{(exponent == 0 ? -1022 : exponent - 1023)}");
    }
}
