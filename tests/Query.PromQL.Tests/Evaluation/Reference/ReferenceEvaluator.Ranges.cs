using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation.Reference;

/// <summary>Functions of range vectors.</summary>
internal sealed partial class ReferenceEvaluator
{
    private List<Element> RangeFunction(Call call, long time)
    {
        string name = call.Function.Name;
        Expr range = call.Arguments.First(static argument => argument.Type == PromQLType.Matrix);
        double[] parameters = [.. call.Arguments.Where(static argument => argument.Type == PromQLType.Scalar).Select(argument => Scalar(argument, time))];
        var result = new List<Element>();
        foreach ((Element series, List<Sample> samples, long end, long length) in Ranges(range, time))
        {
            object? value = OfWindow(name, samples, parameters, time, end - length, end);
            if (value is double number)
            {
                result.Add(series.With(number));
            }
            else if (value is NativeHistogram histogram)
            {
                result.Add(series.With(histogram));
            }
        }

        return name is "last_over_time" or "first_over_time" ? KeepNames(result) : DropNames(result);
    }

    // Names that a subquery's expression has dropped stay dropped.
    private List<Element> KeepNames(List<Element> elements) => delaysNameRemoval ? elements : Unique(elements);

    private static object? OfWindow(string name, List<Sample> samples, double[] parameters, long time, long start, long end)
    {
        List<Sample> floats = [.. samples.Where(static sample => sample.Histogram is null)], histograms = [.. samples.Where(static sample => sample.Histogram is not null)];
        List<double> values = [.. floats.Select(static sample => sample.Value)];
        bool mixed = floats.Count > 0 && histograms.Count > 0;
        switch (name)
        {
            case "rate" or "increase" or "delta":
                return mixed ? null : Difference(name, samples, start, end);
            case "irate" or "idelta":
                return LastDifference(name == "irate", samples);
            case "resets":
                return (double)samples.Zip(samples.Skip(1), IsReset).Count(static reset => reset);
            case "changes":
                return (double)samples.Zip(samples.Skip(1), static (before, now) => (before.Histogram, now.Histogram) switch
                {
                    (null, null) => before.Value != now.Value && !(double.IsNaN(before.Value) && double.IsNaN(now.Value)),
                    ({ } one, { } other) => !one.SameValue(other),
                    _ => true,
                }).Count(static change => change);
            case "count_over_time":
                return (double)samples.Count;
            case "present_over_time":
                return 1.0;
            case "first_over_time":
                return samples[0].Histogram is { } first ? first : samples[0].Value;
            case "last_over_time":
                return samples[^1].Histogram is { } last ? last : samples[^1].Value;
            case "ts_of_first_over_time":
                return samples[0].Time / 1000.0;
            case "ts_of_last_over_time":
                return samples[^1].Time / 1000.0;
            case "sum_over_time" or "avg_over_time":
                return mixed ? null
                    : histograms.Count > 0 ? Total([.. histograms.Select(static sample => sample.Histogram!)], name == "avg_over_time")
                    : name == "sum_over_time" ? Sum(values) : Average(values);
            case "deriv" or "predict_linear":
                return floats.Count < 2 ? null : Line(floats, name == "deriv" ? floats[0].Time : time) is var (slope, intercept) && name == "deriv" ? slope : (slope * parameters[0]) + intercept;
            case "double_exponential_smoothing":
                return Smoothed(values, parameters[0], parameters[1]);
            case var _ when values.Count == 0:
                return null;
            case "min_over_time":
                return Extreme(values, static (value, best) => value < best);
            case "max_over_time":
                return Extreme(values, static (value, best) => value > best);
            case "ts_of_min_over_time" or "ts_of_max_over_time":
                Sample extreme = floats.Aggregate((best, sample) =>
                    (name == "ts_of_max_over_time" ? sample.Value >= best.Value : sample.Value <= best.Value) || double.IsNaN(best.Value) ? sample : best);
                return extreme.Time / 1000.0;
            case "stddev_over_time" or "stdvar_over_time":
                return name == "stddev_over_time" ? Math.Sqrt(Variance(values)) : Variance(values);
            case "quantile_over_time":
                return Quantile(parameters[0], values);
            case "mad_over_time":
                double median = Quantile(0.5, values);
                return values.Any(double.IsNaN) ? double.NaN : Quantile(0.5, values.Select(value => Math.Abs(value - median)));
            default:
                throw new NotSupportedException(name);
        }
    }

    private static bool IsReset(Sample before, Sample now)
    {
        bool started = now.Start != 0 && now.Start < now.Time
            && (now.Start > before.Time || (now.Start == before.Time && before.Start != 0 && before.Start < before.Time));
        return (before.Histogram, now.Histogram) switch
        {
            (null, null) => started || now.Value < before.Value,
            ({ } one, { } other) => started || other.IsResetAfter(one),
            _ => true,
        };
    }

    private static object? Difference(string name, List<Sample> samples, long start, long end)
    {
        bool isCounter = name != "delta";
        Sample first = samples[0], last = samples[^1];
        bool startsInside = isCounter && first.Start != 0 && first.Start > start && first.Start < first.Time;
        if (samples.Count < 2 && !startsInside)
        {
            return null;
        }

        object? difference = first.Histogram is null ? FloatDifference(samples, isCounter) : HistogramDifference(samples, isCounter);
        if (difference is null)
        {
            return null;
        }

        double sampled = (last.Time - (startsInside ? first.Start : first.Time)) / 1000.0;
        double average = samples.Count > 1 ? (last.Time - first.Time) / 1000.0 / (samples.Count - 1) : 0;
        double toStart = (first.Time - start) / 1000.0, toEnd = (end - last.Time) / 1000.0;
        toEnd = toEnd >= average * 1.1 ? average / 2 : toEnd;
        if (startsInside)
        {
            toStart = 0;
            difference = difference is double number ? number + first.Value : samples.Count > 1 ? ((NativeHistogram)difference).Add(first.Histogram!, out _) : first.Histogram;
            if (difference is null)
            {
                return null;
            }
        }
        else
        {
            toStart = toStart >= average * 1.1 ? average / 2 : toStart;
            (double begun, double grown) = difference is double increase ? (first.Value, increase) : (first.Histogram!.Count, ((NativeHistogram)difference).Count);
            if (isCounter && grown > 0 && begun >= 0)
            {
                toStart = Math.Min(toStart, sampled * (begun / grown));
            }
        }

        double factor = (sampled == 0 ? 1 : (sampled + toStart + toEnd) / sampled) / (name == "rate" ? (end - start) / 1000.0 : 1);
        return difference is double result ? result * factor : ((NativeHistogram)difference).Multiply(factor);
    }

    private static double FloatDifference(List<Sample> samples, bool isCounter) =>
        samples[^1].Value - samples[0].Value + (isCounter ? samples.Zip(samples.Skip(1)).Where(pair => IsReset(pair.First, pair.Second)).Sum(static pair => pair.First.Value) : 0);

    private static NativeHistogram? HistogramDifference(List<Sample> samples, bool isCounter)
    {
        if (samples.Count == 1)
        {
            return samples[0].Histogram;
        }

        NativeHistogram first = samples[0].Histogram!, last = samples[^1].Histogram!;
        if (isCounter && IsReset(samples[0], samples[1]))
        {
            first = samples[1].Histogram!.ToEmpty();
        }

        if (last.UsesCustomBuckets != first.UsesCustomBuckets || (isCounter && samples.Skip(1).Any(sample => sample.Histogram!.UsesCustomBuckets != first.UsesCustomBuckets)))
        {
            return null;
        }

        NativeHistogram? difference = last.Subtract(first, out _);
        for (int i = 2; isCounter && i < samples.Count; i++)
        {
            if (IsReset(samples[i - 1], samples[i]))
            {
                difference = difference?.Add(samples[i - 1].Histogram!, out _);
            }
        }

        return difference?.WithResetHint(ResetHint.Gauge);
    }

    private static object? LastDifference(bool isRate, List<Sample> samples)
    {
        if (samples.Count < 2)
        {
            return null;
        }

        Sample before = samples[^2], last = samples[^1];
        double seconds = isRate ? (last.Time - before.Time) / 1000.0 : 1;
        bool reset = isRate && IsReset(before, last);
        return (before.Histogram, last.Histogram) switch
        {
            (null, null) => (reset ? last.Value : last.Value - before.Value) / seconds,
            ({ } one, { } other) => (reset ? other : other.Subtract(one, out _))?.WithResetHint(ResetHint.Gauge).Divide(seconds),
            _ => null,
        };
    }

    private static (double Slope, double Intercept) Line(List<Sample> samples, long zero)
    {
        if (samples.Skip(1).All(sample => sample.Value == samples[0].Value))
        {
            return double.IsInfinity(samples[0].Value) ? (double.NaN, double.NaN) : (0, samples[0].Value);
        }

        double[] x = [.. samples.Select(sample => (sample.Time - zero) / 1000.0)], y = [.. samples.Select(static sample => sample.Value)];
        double n = x.Length, sumX = Sum(x), sumY = Sum(y);
        double slope = (Sum([.. x.Zip(y, static (one, other) => one * other)]) - (sumX * sumY / n)) / (Sum([.. x.Select(static one => one * one)]) - (sumX * sumX / n));
        return (slope, (sumY / n) - (slope * sumX / n));
    }

    private static object? Smoothed(List<double> values, double smoothing, double trend)
    {
        if (smoothing is <= 0 or >= 1 || trend is <= 0 or >= 1)
        {
            throw new ReferenceException("invalid factor");
        }

        if (values.Count < 2)
        {
            return null;
        }

        double level = values[0], slope = values[1] - values[0], before = 0;
        for (int i = 1; i < values.Count; i++)
        {
            slope = i == 1 ? slope : (trend * (level - before)) + ((1 - trend) * slope);
            (before, level) = (level, (smoothing * values[i]) + ((1 - smoothing) * (level + slope)));
        }

        return level;
    }
}
