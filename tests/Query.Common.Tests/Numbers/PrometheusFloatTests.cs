using System.Globalization;
using CsCheck;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Query.Common.Tests.Numbers;

public sealed class PrometheusFloatTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1, "1")]
    [InlineData(-42, "-42")]
    [InlineData(0.1, "0.1")]
    [InlineData(123.456, "123.456")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1.5e-6, "0.0000015")]
    [InlineData(9.99e-7, "9.99e-07")]
    [InlineData(1e-7, "1e-07")]
    [InlineData(-1.25e-10, "-1.25e-10")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(9007199254740993, "9007199254740992")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1.2345678901234567e20, "123456789012345670000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Samples_are_written_as_the_API_does(double value, string text) => Assert.Equal(text, PrometheusFloat.FormatSample(value));

    [Theory]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(1e-7, "0.0000001")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(1234.5, "1234.5")]
    public void Fixed_texts_have_no_exponent(double value, string text) => Assert.Equal(text, PrometheusFloat.FormatFixed(value));

    [Theory]
    [InlineData(100000, "100000")]
    [InlineData(1e6, "1e+06")]
    [InlineData(123456789, "1.23456789e+08")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "NaN")]
    public void General_texts_are_short(double value, string text) => Assert.Equal(text, PrometheusFloat.FormatGeneral(value));

    [Theory]
    [InlineData(0.012345, "0.012")]
    [InlineData(99.6, "1e+02")]
    [InlineData(10, "10")]
    [InlineData(5, "5")]
    [InlineData(0.00001234, "1.2e-05")]
    [InlineData(0, "0")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Digits_can_be_limited(double value, string text) => Assert.Equal(text, PrometheusFloat.FormatGeneral(value, 2));

    [Theory]
    [InlineData(1, "1.0")]
    [InlineData(0, "0.0")]
    [InlineData(0.5, "0.5")]
    [InlineData(1e6, "1e+06")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void OpenMetrics_marks_whole_numbers(double value, string text) => Assert.Equal(text, PrometheusFloat.FormatOpenMetrics(value));

    [Fact]
    public void Every_form_reads_back_to_the_same_value() => Gen.Double.Sample(value =>
    {
        foreach (string text in (string[])[PrometheusFloat.FormatSample(value), PrometheusFloat.FormatFixed(value), PrometheusFloat.FormatGeneral(value), PrometheusFloat.FormatGeneral(value, 17)])
        {
            Assert.True(GoNumber.TryParseFloat(text, out double read));
            Assert.Equal(value, read);
        }
    });

    [Fact]
    public void Samples_fit_and_use_the_fewest_digits() => Gen.Double.Where(double.IsFinite).Sample(value =>
    {
        string text = PrometheusFloat.FormatSample(value);
        Assert.InRange(text.Length, 1, PrometheusFloat.MaxSampleLength);
        Assert.Equal(Digits(value.ToString("R", CultureInfo.InvariantCulture)), Digits(text));

        static string Digits(string number) => number.Split('E', 'e')[0].Replace(".", "", StringComparison.Ordinal).Trim('-', '0');
    });

    [Fact]
    public void Writing_a_sample_does_not_allocate()
    {
        byte[] buffer = new byte[PrometheusFloat.MaxSampleLength];
        PrometheusFloat.WriteSample(0.1, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            PrometheusFloat.WriteSample(i * 1.1e-7, buffer);
            PrometheusFloat.WriteSample(i, buffer);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
