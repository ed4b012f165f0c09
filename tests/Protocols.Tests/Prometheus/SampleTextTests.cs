using System.Globalization;
using System.Text;
using CsCheck;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Protocols.Tests.Prometheus;

public sealed class SampleTextTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(-12.5, "-12.5")]
    [InlineData(0.5, "0.5")]
    [InlineData(0.001, "0.001")]
    [InlineData(-0.0205, "-0.0205")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(9.99e-7, "9.99e-07")]
    [InlineData(1e-5, "0.00001")]
    [InlineData(1e-300, "1e-300")]
    [InlineData(1e300, "1e+300")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.5e21, "1.5e+21")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(9007199254740992, "9007199254740992")]
    [InlineData(333333333333333300000.0, "333333333333333300000")]
    [InlineData(99999999999.9999, "99999999999.9999")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Values_look_as_in_Prometheus(double value, string expected) => Assert.Equal(expected, Print(value));

    [Fact]
    public void Every_value_reads_back_from_the_fewest_digits() =>
        Gen.OneOf(Gen.Double, Gen.Double[-1000, 1000], Gen.Long[-10_000_000, 10_000_000].Select(l => l / 1000.0), Gen.Long.Select(BitConverter.Int64BitsToDouble))
            .Where(double.IsFinite)
            .Sample(value =>
            {
                string text = Print(value);
                return BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)) == BitConverter.DoubleToInt64Bits(value)
                    && Digits(text) == Digits(value.ToString("R", CultureInfo.InvariantCulture));
            }, iter: 200_000);

    private static string Digits(string text) => new string([.. text.Split('e', 'E')[0].Where(char.IsAsciiDigit)]).Trim('0');

    private static string Print(double value)
    {
        Span<byte> buffer = stackalloc byte[PrometheusFloat.MaxSampleLength];
        return Encoding.UTF8.GetString(buffer[..SampleText.WriteValue(value, buffer)]);
    }
}
