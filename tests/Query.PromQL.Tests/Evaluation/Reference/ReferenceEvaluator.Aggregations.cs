using System.IO.Hashing;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation.Reference;

/// <summary>Aggregations.</summary>
internal sealed partial class ReferenceEvaluator
{
    private List<Element> Aggregate(AggregateExpr aggregate, long time)
    {
        List<Element> input = Evaluate(aggregate.Operand, time);
        if (aggregate.Operator == AggregateOperator.CountValues)
        {
            return CountValues(aggregate, input);
        }

        double parameter = aggregate.Parameter is null ? 0 : Scalar(aggregate.Parameter, time);
        if (aggregate.Operator is AggregateOperator.TopK or AggregateOperator.BottomK or AggregateOperator.LimitRatio)
        {
            CheckParameter(aggregate.Operator, parameter);
        }

        return [.. input.GroupBy(element => Group(aggregate, element.Labels)).SelectMany(group => Aggregate(aggregate.Operator, group.Key, [.. group], parameter))];
    }

    private static LabelSet Group(AggregateExpr aggregate, LabelSet labels) =>
        aggregate.Without ? Without(labels, [.. aggregate.Grouping, "__name__"]) : Keep(labels, aggregate.Grouping);

    private static void CheckParameter(AggregateOperator operation, double parameter)
    {
        bool isLimit = operation != AggregateOperator.LimitRatio;
        if (double.IsNaN(parameter) || (isLimit && parameter >= long.MaxValue))
        {
            throw new ReferenceException("Parameter value is NaN or too large");
        }
    }

    private static IEnumerable<Element> Aggregate(AggregateOperator operation, LabelSet labels, List<Element> members, double parameter)
    {
        List<double> floats = [.. members.Where(static member => member.Histogram is null).Select(static member => member.Value)];
        List<NativeHistogram> histograms = [.. members.Where(static member => member.Histogram is not null).Select(static member => member.Histogram!)];
        bool dropped = members.Any(static member => member.NameDropped);
        IEnumerable<Element> Result(double value) => [new Element(labels, value, NameDropped: dropped)];
        switch (operation)
        {
            case AggregateOperator.Count:
                return Result(members.Count);
            case AggregateOperator.Group:
                return Result(1);
            case AggregateOperator.Sum or AggregateOperator.Avg when floats.Count > 0 && histograms.Count > 0:
                return [];
            case AggregateOperator.Sum or AggregateOperator.Avg when histograms.Count > 0:
                return Total(histograms, operation == AggregateOperator.Avg) is { } total ? [new Element(labels, double.NaN, total, dropped)] : [];
            case AggregateOperator.Sum:
                return Result(Sum(floats));
            case AggregateOperator.Avg:
                return Result(Average(floats));
            case AggregateOperator.TopK or AggregateOperator.BottomK:
                return Ranked(members, parameter, operation == AggregateOperator.TopK);
            case AggregateOperator.LimitRatio:
                return members.Where(member => Place(member.Labels) is var place && (parameter > 0 ? place < Math.Min(parameter, 1) : parameter < 0 && place >= 1 + Math.Max(parameter, -1)));
            case var _ when floats.Count == 0:
                return [];
            case AggregateOperator.Min:
                return Result(Extreme(floats, static (value, best) => value < best));
            case AggregateOperator.Max:
                return Result(Extreme(floats, static (value, best) => value > best));
            case AggregateOperator.Quantile:
                return Result(Quantile(parameter, floats));
            default:
                double variance = Variance(floats);
                return Result(operation == AggregateOperator.Stddev ? Math.Sqrt(variance) : variance);
        }
    }

    private static List<Element> CountValues(AggregateExpr aggregate, List<Element> input)
    {
        string label = ((StringLiteral)aggregate.Parameter!).Value;
        if (label.Length == 0)
        {
            throw new ReferenceException("invalid label name");
        }

        AggregateExpr grouping = aggregate.Without ? aggregate : aggregate with { Grouping = aggregate.Grouping.Add(label) };
        return [.. input
            .Select(element => LabelSet.Of([.. Pairs(Without(element.Labels, [label])), (label, element.Histogram?.ToString() ?? PrometheusFloat.FormatFixed(element.Value))]))
            .GroupBy(labels => Group(grouping, labels))
            .Select(static group => new Element(group.Key, group.Count()))];
    }

    private static IEnumerable<Element> Ranked(List<Element> members, double limit, bool top) => members
        .Where(static member => member.Histogram is null)
        .OrderBy(static member => double.IsNaN(member.Value))
        .ThenBy(member => top ? -member.Value : member.Value)
        .ThenBy(static member => member.Labels)
        .Take(limit < 1 ? 0 : (int)Math.Min(limit, int.MaxValue));

    private static double Place(LabelSet labels)
    {
        var bytes = new List<byte>();
        foreach ((string name, string value) in Pairs(labels))
        {
            foreach (byte[] text in new[] { Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value) })
            {
                bytes.Add((byte)text.Length);
                bytes.AddRange(text);
            }
        }

        return XxHash64.HashToUInt64([.. bytes]) / (double)ulong.MaxValue;
    }

    private static NativeHistogram? Total(IReadOnlyList<NativeHistogram> histograms, bool average)
    {
        NativeHistogram? total = histograms[0];
        foreach (NativeHistogram histogram in histograms.Skip(1))
        {
            total = total?.Add(histogram, out _);
        }

        return average ? total?.Divide(histograms.Count) : total;
    }

    /// <summary>Neumaier's compensated sum.</summary>
    private static double Sum(IReadOnlyList<double> values)
    {
        double sum = 0, lost = 0;
        foreach (double value in values)
        {
            double next = sum + value;
            lost = double.IsInfinity(next) ? 0 : lost + (Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum);
            sum = next;
        }

        return sum + lost;
    }

    private static double Average(IReadOnlyList<double> values)
    {
        double sum = Sum(values);
        return double.IsInfinity(sum) && values.All(double.IsFinite) ? values.Sum(value => value / values.Count) : sum / values.Count;
    }

    private static double Extreme(IReadOnlyList<double> values, Func<double, double, bool> better) =>
        values.Aggregate((best, value) => better(value, best) || double.IsNaN(best) ? value : best);

    private static double Variance(IReadOnlyList<double> values)
    {
        if (values.Any(static value => !double.IsFinite(value)))
        {
            return double.NaN;
        }

        double mean = Average(values);
        return Sum([.. values.Select(value => (value - mean) * (value - mean))]) / values.Count;
    }

    private static double Quantile(double quantile, IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (double.IsNaN(quantile) || quantile is < 0 or > 1)
        {
            return double.IsNaN(quantile) ? double.NaN : quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        double rank = quantile * (sorted.Length - 1), weight = rank - Math.Floor(rank);
        return (sorted[(int)rank] * (1 - weight)) + (sorted[Math.Min((int)rank + 1, sorted.Length - 1)] * weight);
    }
}
