using CsCheck;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

public class NumberTests
{
    [Fact]
    public void Dates_are_the_calendars() => Gen.Long[-62_135_596_800, 253_402_300_799].Sample(seconds =>
    {
        DateTime expected = DateTime.UnixEpoch.AddSeconds(seconds);
        var date = CivilDate.At(seconds);
        Assert.Equal(
            [expected.Minute, expected.Hour, (int)expected.DayOfWeek, expected.Day, expected.DayOfYear, DateTime.DaysInMonth(expected.Year, expected.Month), expected.Month, expected.Year],
            Enum.GetValues<DatePart>().Select(date.Take));
    });

    [Theory]
    [InlineData(253_402_300_800, 10_000)]
    [InlineData(-62_135_596_801, 0)]
    [InlineData(-0.9, 1970)]
    public void Years_go_on_beyond_the_calendar_of_the_platform(double seconds, double year) => Assert.Equal(year, CivilDate.At(seconds).Take(DatePart.Year));

    [Fact]
    public void A_selected_quantile_is_the_sorted_one() => Gen.Select(Gen.Frequency((9, Gen.Double[-3, 3].Select(static value => Math.Round(value, 1))), (1, Gen.Double.Special)).Array[1, 200], Gen.Double.Unit)
        .Sample((values, quantile) =>
        {
            double[] sorted = [.. values.Order()];
            double rank = quantile * (sorted.Length - 1), weight = rank - Math.Floor(rank);
            double expected = (sorted[(int)rank] * (1 - weight)) + (sorted[Math.Min((int)rank + 1, sorted.Length - 1)] * weight);
            Assert.Equal(expected, Quantile.Of(quantile, values));
        });

    [Fact]
    public void What_rounding_takes_comes_back_also_across_partial_sums()
    {
        double[] values = [1e100, 1, -1e100, 1e-3];
        for (int split = 0; split <= values.Length; split++)
        {
            CompensatedSum left = default, right = default;
            foreach (double value in values[..split])
            {
                left.Add(value);
            }

            foreach (double value in values[split..])
            {
                right.Add(value);
            }

            left.Add(right);
            Assert.Equal(1.001, left.Total, 1e-12);
        }
    }

    [Fact]
    public void Averages_merge_and_do_not_overflow() => Gen.Double[-1, 1].Select(static value => value * 1.7e308).Array[2, 20].SelectMany(values => Gen.Int[1, values.Length - 1].Select(split => (values, split))).Sample((values, split) =>
    {
        Mean left = Of(values[..split]);
        left.Merge(Of(values[split..]));
        double expected = values.Sum(value => value / values.Length);
        Assert.Equal(values.Length, left.Count);
        Assert.True(Math.Abs(left.Value - expected) <= 1e-9 * 1.7e308, $"{left.Value} {expected}");
    });

    private static Mean Of(double[] values)
    {
        var mean = new Mean(values[0]);
        foreach (double value in values[1..])
        {
            mean.Add(value);
        }

        return mean;
    }
}
