using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Query.LogQL.Syntax.Stages;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.LogQL.Tests.Evaluation.Reference;

/// <summary>LogQL as plainly as it can be told: each line goes through the stages, each window looks at all samples. Nothing is shared with the engine but syntax and what reads single values.</summary>
internal sealed class ReferenceEvaluator(IReadOnlyList<(LabelSet Stream, InMemoryLogRow Row)> rows)
{
    /// <summary>The lines of a query, in no particular order.</summary>
    public List<ReferenceRow> Lines(LogExpr log, long start, long end) => [.. Run(log, asksEarly: true).Where(row => row.Time >= start && row.Time < end)];

    /// <summary>A metric query at a time: values by labels; NaN stands for a value that may be any, as samples of one time have no order.</summary>
    public Dictionary<string, double> At(MetricExpr expr, long time) => expr switch
    {
        NumberLiteral number => new() { [""] = number.Value },
        VectorLiteral vector => new() { [""] = vector.Value },
        RangeAggregation range => Range(range, range.Grouping, time),
        VectorAggregation { Operation: VectorOperation.Sum, Operand: RangeAggregation { Grouping: null } range } sum when IsAdditive(range.Operation) =>
            Aggregate(sum, Range(range, sum.Grouping ?? new Grouping(false, []), time)),
        VectorAggregation aggregation => Aggregate(aggregation, At(aggregation.Operand, time)),
        BinaryExpr binary => Combine(binary, At(binary.Left, time), At(binary.Right, time)),
        _ => throw new ArgumentOutOfRangeException(nameof(expr)),
    };

    /// <summary>Labels as a key.</summary>
    public static string Key(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(",", labels.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}\0"));

    private static bool IsAdditive(RangeOperation operation) =>
        operation is RangeOperation.CountOverTime or RangeOperation.Rate or RangeOperation.BytesOverTime or RangeOperation.BytesRate or RangeOperation.SumOverTime;

    private static IEnumerable<KeyValuePair<string, string>> LabelsOf(LabelSet set)
    {
        var labels = new List<KeyValuePair<string, string>>();
        LabelReader reader = set.GetReader();
        while (reader.Read())
        {
            labels.Add(new(ReferenceText.OfBytes(reader.Name), ReferenceText.OfBytes(reader.Value)));
        }

        return labels;
    }

    private IEnumerable<ReferenceRow> Run(LogExpr log, bool asksEarly)
    {
        var pipeline = new ReferencePipeline(log.Stages, asksEarly);
        foreach ((LabelSet stream, InMemoryLogRow stored) in rows)
        {
            if (!log.Matchers.All(matcher => ReferencePipeline.Matches(matcher, ReferenceText.OfText(stream.ValueOf(matcher.Name)))))
            {
                continue;
            }

            var row = new ReferenceRow(
                stored.Timestamp, ReferenceText.OfBytes(stored.Line), LabelsOf(stream), stored.Metadata.Select(static pair => KeyValuePair.Create(pair.Key, ReferenceText.OfText(pair.Value))));
            if (pipeline.Process(row))
            {
                yield return row;
            }
        }
    }

    private Dictionary<string, double> Range(RangeAggregation range, Grouping? grouping, long time)
    {
        long end = time - range.Range.Offset, begin = end - range.Range.Interval;
        Unwrap? unwrap = range.Range.Unwrap;
        var series = new Dictionary<string, List<(long Time, double Value)>>();
        foreach (ReferenceRow row in Run(range.Range.Log, asksEarly: grouping is not { Without: false, Labels.IsEmpty: false }).Where(row => row.Time > begin && row.Time <= end))
        {
            double value = range.Operation is RangeOperation.BytesOverTime or RangeOperation.BytesRate ? row.Line.Length : 1;
            if (unwrap is not null && !TryUnwrap(unwrap, row, out value))
            {
                continue;
            }

            // The label that became the number is no label of the series, unless the query asks for it.
            IEnumerable<KeyValuePair<string, string>> labels = row.Labels.Where(pair => pair.Value.Length > 0 && (pair.Key != unwrap?.Label || grouping is { Without: false }));
            labels = grouping is null ? labels : labels.Where(pair => grouping.Labels.Contains(pair.Key) != grouping.Without);
            (series.TryGetValue(Key(labels), out List<(long, double)>? samples) ? samples : series[Key(labels)] = []).Add((row.Time, value));
        }

        double seconds = range.Range.Interval / 1e9;
        return series.ToDictionary(static one => one.Key, one => Fold(range, [.. one.Value.OrderBy(static sample => sample.Time)], seconds));
    }

    private static bool TryUnwrap(Unwrap unwrap, ReferenceRow row, out double value)
    {
        value = 0;
        if (row.Get(unwrap.Label) is not { Length: > 0 } text)
        {
            return false;
        }

        bool isNumber = unwrap.Conversion switch
        {
            UnwrapConversion.Number => GoNumber.TryParseFloat(text, out value),
            UnwrapConversion.Bytes => ByteSize.TryParse(ReferenceText.ToBytes(text), out ulong size) && (value = size) >= 0,
            _ => GoDuration.TryParse(ReferenceText.ToBytes(text), out long duration) && (value = duration / 1e9) == value,
        };
        row.Error = isNumber ? row.Error : "SampleExtractionErr";
        return unwrap.Filters.All(filter => ReferencePipeline.Test(filter, row));
    }

    private static double Fold(RangeAggregation range, List<(long Time, double Value)> samples, double seconds)
    {
        double[] values = [.. samples.Select(static sample => sample.Value)];
        double mean = values.Average(), variance = values.Select(value => (value - mean) * (value - mean)).Average();
        return range.Operation switch
        {
            RangeOperation.CountOverTime => values.Length,
            RangeOperation.Rate or RangeOperation.BytesRate => values.Sum() / seconds,
            RangeOperation.BytesOverTime or RangeOperation.SumOverTime => values.Sum(),
            RangeOperation.AvgOverTime => mean,
            RangeOperation.MinOverTime => values.Min(),
            RangeOperation.MaxOverTime => values.Max(),
            RangeOperation.StdvarOverTime => variance,
            RangeOperation.StddevOverTime => Math.Sqrt(variance),
            RangeOperation.QuantileOverTime => QuantileOf(range.Parameter!.Value, [.. values.Order()]),
            RangeOperation.FirstOverTime => One(samples.Where(sample => sample.Time == samples[0].Time)),
            RangeOperation.LastOverTime => One(samples.Where(sample => sample.Time == samples[^1].Time)),
            _ => throw new ArgumentOutOfRangeException(nameof(range)),
        };
    }

    private static double One(IEnumerable<(long Time, double Value)> samples) => samples.Select(static sample => sample.Value).Distinct().ToArray() is [var only] ? only : double.NaN;

    private static double QuantileOf(double quantile, double[] sorted)
    {
        double rank = quantile * (sorted.Length - 1);
        int lower = (int)rank, upper = Math.Min(lower + 1, sorted.Length - 1);
        return sorted[lower] + ((sorted[upper] - sorted[lower]) * (rank - lower));
    }

    private static Dictionary<string, double> Aggregate(VectorAggregation aggregation, Dictionary<string, double> operand)
    {
        Grouping grouping = aggregation.Grouping ?? new Grouping(false, []);
        return operand.GroupBy(one => KeyOf(one.Key, grouping)).ToDictionary(static group => group.Key, group =>
        {
            double[] values = [.. group.Select(static one => one.Value)];
            double mean = values.Average();
            return aggregation.Operation switch
            {
                VectorOperation.Sum => values.Sum(),
                VectorOperation.Avg => mean,
                VectorOperation.Count => values.Length,
                VectorOperation.Min => values.Min(),
                VectorOperation.Max => values.Max(),
                VectorOperation.Stddev => Math.Sqrt(values.Select(value => (value - mean) * (value - mean)).Average()),
                VectorOperation.Stdvar => values.Select(value => (value - mean) * (value - mean)).Average(),
                _ => throw new ArgumentOutOfRangeException(nameof(aggregation)),
            };
        });
    }

    private static string KeyOf(string key, Grouping grouping) => Key(key.Split("\0,").Where(static pair => pair.Length > 0)
        .Select(static pair => pair.TrimEnd('\0').Split('=', 2)).Select(static pair => KeyValuePair.Create(pair[0], pair[1]))
        .Where(pair => grouping.Labels.Contains(pair.Key) != grouping.Without));

    private static Dictionary<string, double> Combine(BinaryExpr binary, Dictionary<string, double> left, Dictionary<string, double> right)
    {
        var result = new Dictionary<string, double>();
        switch (binary.Operator)
        {
            case BinaryOperator.And:
                return left.Where(one => right.ContainsKey(one.Key)).ToDictionary();
            case BinaryOperator.Unless:
                return left.Where(one => !right.ContainsKey(one.Key)).ToDictionary();
            case BinaryOperator.Or:
                return left.Concat(right.Where(one => !left.ContainsKey(one.Key))).ToDictionary();
        }

        bool isLeftNumber = binary.Left is NumberLiteral, isRightNumber = binary.Right is NumberLiteral;
        foreach ((string key, double value) in isLeftNumber ? right : left)
        {
            if (!isLeftNumber && !isRightNumber && !right.ContainsKey(key))
            {
                continue;
            }

            (double x, double y) = isLeftNumber ? (left[""], value) : (value, isRightNumber ? right[""] : right[key]);
            bool? holds = binary.Operator switch
            {
                BinaryOperator.Greater => x > y,
                BinaryOperator.GreaterOrEqual => x >= y,
                BinaryOperator.Less => x < y,
                BinaryOperator.LessOrEqual => x <= y,
                BinaryOperator.Equal => x == y,
                BinaryOperator.NotEqual => x != y,
                _ => null,
            };
            if (holds is null || binary.ReturnBool || holds.Value)
            {
                result[key] = holds is { } truth ? (binary.ReturnBool ? (truth ? 1 : 0) : value) : Calculate(binary.Operator, x, y);
            }
        }

        return result;
    }

    private static double Calculate(BinaryOperator op, double x, double y) => op switch
    {
        BinaryOperator.Add => x + y,
        BinaryOperator.Subtract => x - y,
        BinaryOperator.Multiply => x * y,
        BinaryOperator.Divide => y == 0 ? double.NaN : x / y,
        BinaryOperator.Modulo => y == 0 ? double.NaN : x % y,
        _ => Math.Pow(x, y),
    };
}
