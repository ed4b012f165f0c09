using System.Globalization;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>Holds a result against a script's expectation. Numbers agree to 1e-6 of their size, NaN with NaN, stale with stale.</summary>
internal static class ResultComparison
{
    private const double Epsilon = 1e-6;
    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>What is wrong with the result of a query; null when nothing is.</summary>
    public static string? Fault(EvalCommand eval, QueryResult result) => result.Type switch
    {
        PromQLType.Matrix => MatrixFault(eval, result.Series),
        PromQLType.Vector => VectorFault(eval, result.Series, point: 0),
        PromQLType.Scalar => eval.Scalar is { } scalar ? NumberFault("scalar", scalar, result.Scalar) : $"got a scalar, {Show(result.Scalar)}",
        _ => eval.Text == result.Text ? null : $"expected string \"{eval.Text}\", got \"{result.Text}\"",
    };

    /// <summary>What is wrong with the step of a range query at the time of an instant query.</summary>
    public static string? FaultAt(EvalCommand eval, QueryResult range, long time)
    {
        if (SortFault(range.Series) is { } unsorted)
        {
            return unsorted;
        }

        ResultSeries[] step = [.. range.Series.Select(series => At(series, time)).OfType<ResultSeries>()];
        if (eval.Scalar is { } scalar)
        {
            return step.Length == 0 ? "got nothing" : NumberFault("scalar", scalar, step[0].Values.Span[0]);
        }

        return VectorFault(eval, step, point: 0);
    }

    private static ResultSeries? At(ResultSeries series, long time)
    {
        int at = series.Timestamps.Span.IndexOf(time);
        return at < 0 ? null : new ResultSeries(
            series.Labels, series.Timestamps.Slice(at, 1), series.Values.Slice(at, 1), series.Histograms?[at] is { } histogram ? [histogram] : null);
    }

    private static string? VectorFault(EvalCommand eval, IReadOnlyList<ResultSeries> series, int point)
    {
        if (eval.Scalar is not null)
        {
            return $"expected a scalar, got a vector of {series.Count}";
        }

        var expected = new Dictionary<LabelSet, (int Position, SequenceValue Value)>();
        foreach (ExpectedSeries one in eval.Series)
        {
            expected[one.Labels] = (expected.Count, one.Points[0]);
        }

        var seen = new HashSet<LabelSet>();
        for (int i = 0; i < series.Count; i++)
        {
            ResultSeries one = series[i];
            if (!expected.TryGetValue(one.Labels, out (int Position, SequenceValue Value) want))
            {
                return $"unexpected {one.Labels} = {ShowPoint(one, point)}";
            }

            if (eval.Ordered && want.Position != i)
            {
                return $"expected {one.Labels} at position {want.Position}, was at {i}";
            }

            if (PointFault(one, point, want.Value) is { } fault)
            {
                return fault;
            }

            seen.Add(one.Labels);
        }

        LabelSet[] missing = [.. expected.Keys.Where(labels => !seen.Contains(labels))];
        return missing.Length == 0 ? null : $"expected {missing[0]} not found ({missing.Length} missing)";
    }

    private static string? MatrixFault(EvalCommand eval, IReadOnlyList<ResultSeries> series)
    {
        if (eval.Ordered || eval.Scalar is not null)
        {
            return "expected an ordered vector or a scalar, got a matrix";
        }

        if (SortFault(series) is { } unsorted)
        {
            return unsorted;
        }

        Dictionary<LabelSet, ExpectedSeries> expected = [];
        foreach (ExpectedSeries one in eval.Series)
        {
            expected[one.Labels] = one;
        }

        var seen = new HashSet<LabelSet>();
        foreach (ResultSeries one in series)
        {
            if (!expected.TryGetValue(one.Labels, out ExpectedSeries? want))
            {
                return $"unexpected {one.Labels}, has {Show(one)}";
            }

            seen.Add(one.Labels);
            if (PointsFault(eval, want, one) is { } fault)
            {
                return $"{fault}; {one.Labels} has {Show(one)}";
            }
        }

        LabelSet[] missing = [.. expected.Keys.Where(labels => !seen.Contains(labels))];
        return missing.Length == 0 ? null : $"expected {missing[0]} not found ({missing.Length} missing)";
    }

    private static string? PointsFault(EvalCommand eval, ExpectedSeries expected, ResultSeries actual)
    {
        int at = 0;
        for (int i = 0; i < expected.Points.Count; i++)
        {
            if (expected.Points[i].Omitted)
            {
                continue;
            }

            long time = eval.Start + i * eval.Step;
            if (time > eval.End)
            {
                return $"expected {expected.Points.Count} points, but the query's range has fewer";
            }

            if (at >= actual.Timestamps.Length || actual.Timestamps.Span[at] != time)
            {
                return $"expected a point at {time}";
            }

            if (PointFault(actual, at, expected.Points[i]) is { } fault)
            {
                return fault;
            }

            at++;
        }

        return at == actual.Timestamps.Length ? null : $"expected {at} points, got {actual.Timestamps.Length}";
    }

    private static string? SortFault(IReadOnlyList<ResultSeries> series)
    {
        for (int i = 1; i < series.Count; i++)
        {
            if (series[i - 1].Labels > series[i].Labels)
            {
                return $"matrix is not sorted: {series[i - 1].Labels} before {series[i].Labels}";
            }
        }

        return null;
    }

    private static string? PointFault(ResultSeries actual, int point, SequenceValue expected)
    {
        NativeHistogram? histogram = actual.Histograms?[point];
        if (expected.Histogram is null)
        {
            return histogram is not null
                ? $"{actual.Labels} at {actual.Timestamps.Span[point]}: expected {Show(expected.Value)}, got {HistogramNotation.Format(histogram)}"
                : NumberFault($"{actual.Labels} at {actual.Timestamps.Span[point]}", expected.Value, actual.Values.Span[point]);
        }

        return histogram is not null && Same(expected.Histogram.Compact(), histogram.Compact()) && (!expected.HintSpelled || expected.Histogram.ResetHint == histogram.ResetHint)
            ? null
            : $"{actual.Labels} at {actual.Timestamps.Span[point]}: expected {HistogramNotation.Format(expected.Histogram)}{(expected.HintSpelled ? "" : " (any hint)")}, got {ShowPoint(actual, point)}";
    }

    private static bool Same(NativeHistogram expected, NativeHistogram actual) =>
        expected.Schema == actual.Schema && Same(expected.Count, actual.Count) && Same(expected.Sum, actual.Sum) && expected.ZeroThreshold == actual.ZeroThreshold
        && Same(expected.ZeroCount, actual.ZeroCount) && expected.CustomBounds.SequenceEqual(actual.CustomBounds)
        && expected.PositiveSpans.SequenceEqual(actual.PositiveSpans) && expected.NegativeSpans.SequenceEqual(actual.NegativeSpans)
        && expected.PositiveBuckets.Zip(actual.PositiveBuckets).All(pair => Same(pair.First, pair.Second))
        && expected.NegativeBuckets.Zip(actual.NegativeBuckets).All(pair => Same(pair.First, pair.Second));

    private static bool Same(double expected, double actual)
    {
        if (SampleValue.IsStale(expected) || SampleValue.IsStale(actual))
        {
            return SampleValue.IsStale(expected) && SampleValue.IsStale(actual);
        }

        if (expected.Equals(actual) || expected == actual)
        {
            return true;
        }

        double size = Math.Abs(expected) + Math.Abs(actual), difference = Math.Abs(expected - actual);
        return expected == 0 || actual == 0 || size < SmallestNormal
            ? difference < Epsilon * SmallestNormal
            : difference / Math.Min(size, double.MaxValue) < Epsilon;
    }

    private static string? NumberFault(string what, double expected, double actual) => Same(expected, actual) ? null : $"{what}: expected {Show(expected)}, got {Show(actual)}";

    private static string Show(ResultSeries series) =>
        string.Join(", ", Enumerable.Range(0, series.Timestamps.Length).Select(i => $"{ShowPoint(series, i)} @[{series.Timestamps.Span[i]}]"));

    private static string ShowPoint(ResultSeries series, int point) =>
        series.Histograms?[point] is { } histogram ? HistogramNotation.Format(histogram) : Show(series.Values.Span[point]);

    private static string Show(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
