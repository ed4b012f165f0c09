using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation.Reference;

/// <summary>
/// PromQL the plain way: one evaluation time at once, one element after the other, everything looked up anew, nothing shared. Slow, and short enough to be held against the
/// specification by reading. It takes folded expressions.
/// </summary>
internal sealed partial class ReferenceEvaluator(IReadOnlyList<InMemorySeries> storage, long lookback, bool delaysNameRemoval, bool usesStarts)
{
    private const long DefaultSubqueryStep = 60_000;

    /// <summary>The instant vector that an expression is at a time, with all names gone that have to go.</summary>
    public List<Element> Vector(Expr expr, long time) => Unique(Evaluate(expr, time).Select(static element => element.NameDropped ? WithoutName(element) : element));

    public double Scalar(Expr expr, long time) => expr switch
    {
        NumberLiteral number => number.Value,
        ParenExpr paren => Scalar(paren.Inner, time),
        UnaryExpr unary => unary.Negate ? -Scalar(unary.Operand, time) : Scalar(unary.Operand, time),
        BinaryExpr binary => ScalarOperation(binary.Operator, Scalar(binary.Left, time), Scalar(binary.Right, time)),
        Call { Function.Name: "time" } => time / 1000.0,
        Call { Function.Name: "pi" } => Math.PI,
        Call { Function.Name: "scalar" } call => Evaluate(call.Arguments[0], time).Where(static element => element.Histogram is null).ToList() is [var only] ? only.Value : double.NaN,
        Call { Function.Name: "max_of" } call => MaxOf(Scalar(call.Arguments[0], time), Scalar(call.Arguments[1], time)),
        Call { Function.Name: "min_of" } call => -MaxOf(-Scalar(call.Arguments[0], time), -Scalar(call.Arguments[1], time)),
        _ => throw new NotSupportedException(expr.ToString()),
    };

    private List<Element> Evaluate(Expr expr, long time) => expr switch
    {
        ParenExpr paren => Evaluate(paren.Inner, time),
        VectorSelector selector => [.. Instants(selector, time).Select(static found => found.Sample.Histogram is { } histogram
            ? new Element(found.Labels, double.NaN, histogram)
            : new Element(found.Labels, found.Sample.Value))],
        UnaryExpr { Negate: false } unary => Evaluate(unary.Operand, time),
        UnaryExpr unary => DropNames(Evaluate(unary.Operand, time).Select(static element => element.Histogram is { } histogram ? element.With(histogram.Multiply(-1)) : element.With(-element.Value))),
        BinaryExpr { Matching: { } matching } binary => VectorOperation(binary, matching, time),
        BinaryExpr binary => WithScalar(binary, time),
        AggregateExpr aggregate => Aggregate(aggregate, time),
        Call call => CallFunction(call, time),
        _ => throw new NotSupportedException(expr.ToString()),
    };

    private IEnumerable<(LabelSet Labels, Sample Sample)> Instants(VectorSelector selector, long time)
    {
        long at = (selector.At?.Timestamp ?? time) - selector.Offset.Milliseconds;
        foreach (InMemorySeries series in Select(selector))
        {
            InMemorySample? newest = series.Samples.LastOrDefault(sample => sample.Timestamp <= at && sample.Timestamp > at - lookback);
            if (newest is not null && !IsStale(newest))
            {
                yield return (series.Labels, new Sample(newest.Timestamp, newest.Value, newest.Histogram, newest.StartTimestamp));
            }
        }
    }

    /// <summary>The series of a range vector and their samples in (end - range, end].</summary>
    private IEnumerable<(Element Series, List<Sample> Samples, long End, long Range)> Ranges(Expr expr, long time)
    {
        if (expr is ParenExpr paren)
        {
            return Ranges(paren.Inner, time);
        }

        return expr is MatrixSelector matrix ? SelectedRanges(matrix, time) : SubqueryRanges((SubqueryExpr)expr, time);
    }

    private IEnumerable<(Element Series, List<Sample> Samples, long End, long Range)> SelectedRanges(MatrixSelector matrix, long time)
    {
        long end = (matrix.Selector.At?.Timestamp ?? time) - matrix.Selector.Offset.Milliseconds, range = matrix.Range.Milliseconds;
        return Select(matrix.Selector)
            .Select(series => (new Element(series.Labels, 0), series.Samples
                .Where(sample => sample.Timestamp > end - range && sample.Timestamp <= end && !IsStale(sample))
                .Select(sample => new Sample(sample.Timestamp, sample.Value, sample.Histogram, usesStarts ? sample.StartTimestamp : 0)).ToList(), end, range))
            .Where(static found => found.Item2.Count > 0);
    }

    private IEnumerable<(Element Series, List<Sample> Samples, long End, long Range)> SubqueryRanges(SubqueryExpr subquery, long time)
    {
        long end = (subquery.At?.Timestamp ?? time) - subquery.Offset.Milliseconds, range = subquery.Range.Milliseconds;
        long step = subquery.Step?.Milliseconds ?? DefaultSubqueryStep;
        var found = new Dictionary<LabelSet, (Element Series, List<Sample> Samples)>();
        for (long at = (long)Math.Floor((end - range) / (double)step) * step; at <= end; at += step)
        {
            if (at <= end - range)
            {
                continue;
            }

            foreach (Element element in Evaluate(subquery.Inner, at))
            {
                if (!found.TryGetValue(element.Labels, out (Element Series, List<Sample> Samples) series))
                {
                    found.Add(element.Labels, series = (element, []));
                }

                // Hints of resets speak of neighbours in storage.
                NativeHistogram? histogram = element.Histogram?.ResetHint is ResetHint.Reset or ResetHint.NoReset
                    ? element.Histogram.WithResetHint(ResetHint.Unknown)
                    : element.Histogram;
                series.Samples.Add(new Sample(at, element.Value, histogram, 0));
            }
        }

        return found.Values.Select(series => (series.Series, series.Samples, end, range));
    }

    private IEnumerable<InMemorySeries> Select(VectorSelector selector) => storage.Where(series => selector.Matchers.All(matcher => Matches(matcher, series.Labels.ValueOf(matcher.Name))));

    private static bool Matches(LabelMatcher matcher, string value) => matcher.Operator switch
    {
        MatchOperator.Equal => value == matcher.Value,
        MatchOperator.NotEqual => value != matcher.Value,
        MatchOperator.Regex => RegexPattern.Compile(matcher.Value).Matches(Encoding.UTF8.GetBytes(value)),
        _ => !RegexPattern.Compile(matcher.Value).Matches(Encoding.UTF8.GetBytes(value)),
    };

    private static bool IsStale(InMemorySample sample) => sample.Histogram?.IsStale ?? Orleans.Obs.Engine.Metrics.SampleValue.IsStale(sample.Value);

    private List<Element> DropNames(IEnumerable<Element> elements) =>
        delaysNameRemoval ? [.. elements.Select(static element => element with { NameDropped = true })] : Unique(elements.Select(WithoutName));

    private static Element WithoutName(Element element) => element with { Labels = Without(element.Labels, ["__name__", "__type__", "__unit__"]) };

    private static List<Element> Unique(IEnumerable<Element> elements)
    {
        List<Element> all = [.. elements];
        return all.Select(static element => element.Labels).Distinct().Count() == all.Count ? all : throw new ReferenceException("vector cannot contain metrics with the same labelset");
    }

    private static LabelSet Keep(LabelSet labels, IEnumerable<string> names) => LabelSet.Of([.. names.Select(name => (name, labels.ValueOf(name)))]);

    private static LabelSet Without(LabelSet labels, IEnumerable<string> names)
    {
        var builder = new LabelSetBuilder();
        builder.Reset(labels);
        foreach (string name in names)
        {
            builder.Set(name, "");
        }

        return builder.ToLabelSet();
    }

    private static double MaxOf(double left, double right) =>
        double.IsPositiveInfinity(left) || double.IsPositiveInfinity(right) ? double.PositiveInfinity : Math.Max(left, right);
}
