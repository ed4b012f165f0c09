using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation.Reference;

/// <summary>Functions of instant vectors.</summary>
internal sealed partial class ReferenceEvaluator
{
    private static readonly Dictionary<string, Func<double, double>> _ofFloats = new()
    {
        ["abs"] = Math.Abs, ["ceil"] = Math.Ceiling, ["floor"] = Math.Floor, ["exp"] = Math.Exp, ["ln"] = Math.Log, ["log2"] = Math.Log2, ["log10"] = Math.Log10,
        ["sqrt"] = Math.Sqrt, ["sin"] = Math.Sin, ["cos"] = Math.Cos, ["tan"] = Math.Tan, ["asin"] = Math.Asin, ["acos"] = Math.Acos, ["atan"] = Math.Atan,
        ["sinh"] = Math.Sinh, ["cosh"] = Math.Cosh, ["tanh"] = Math.Tanh, ["asinh"] = Math.Asinh, ["acosh"] = Math.Acosh, ["atanh"] = Math.Atanh,
        ["deg"] = static value => value * 180 / Math.PI, ["rad"] = static value => value * Math.PI / 180, ["sgn"] = static value => double.IsNaN(value) ? value : Math.Sign(value),
    };

    private static readonly Dictionary<string, Func<NativeHistogram, double>> _ofHistograms = new()
    {
        ["histogram_count"] = static histogram => histogram.Count, ["histogram_sum"] = static histogram => histogram.Sum, ["histogram_avg"] = static histogram => histogram.Sum / histogram.Count,
        ["histogram_stddev"] = static histogram => histogram.StandardDeviation, ["histogram_stdvar"] = static histogram => histogram.Variance,
    };

    private List<Element> CallFunction(Call call, long time)
    {
        string name = call.Function.Name;
        Expr? argument = call.Arguments.IsEmpty ? null : WithoutParens(call.Arguments[0]);
        List<Element> Input(int index = 0) => Evaluate(call.Arguments[index], time);
        double?[] numbers = [.. call.Arguments.Select(one => one.Type == PromQLType.Scalar ? Scalar(one, time) : (double?)null)];
        double Number(int index) => numbers[index]!.Value;
        string Text(int index) => ((StringLiteral)WithoutParens(call.Arguments[index])).Value;
        if (_ofFloats.TryGetValue(name, out Func<double, double>? ofFloat))
        {
            return MapFloats(Input(), ofFloat);
        }

        if (_ofHistograms.TryGetValue(name, out Func<NativeHistogram, double>? ofHistogram))
        {
            return DropNames(Input().Where(static element => element.Histogram is not null).Select(element => element.With(ofHistogram(element.Histogram!))));
        }

        switch (name)
        {
            case "vector":
                return [new Element(LabelSet.Empty, Number(0))];
            case "clamp" or "clamp_min" or "clamp_max":
                double min = name == "clamp_max" ? double.NegativeInfinity : Number(1), max = name == "clamp" ? Number(2) : name == "clamp_max" ? Number(1) : double.PositiveInfinity;
                return [.. MapFloats(Input(), value => MaxOf(min, -MaxOf(-max, -value))).Where(_ => !(max < min))];
            case "round":
                double inverse = 1 / (call.Arguments.Length > 1 ? Number(1) : 1);
                return MapFloats(Input(), value => Math.Floor((value * inverse) + 0.5) / inverse);
            case "timestamp" when argument is VectorSelector selector:
                return DropNames(Instants(selector, time).Select(static found => new Element(found.Labels, found.Sample.Time / 1000.0)));
            case "timestamp":
                return DropNames(Input().Select(element => element.With(time / 1000.0)));
            case "start_timestamp":
                return argument is VectorSelector bare && usesStarts ? DropNames(Instants(bare, time).Select(static found => new Element(found.Labels, found.Sample.Start / 1000.0))) : [];
            case "absent":
                return Input().Count > 0 ? [] : [new Element(AbsentLabels((argument as VectorSelector)?.Matchers), 1)];
            case "absent_over_time":
                return Ranges(argument!, time).Any() ? [] : [new Element(AbsentLabels((argument as MatrixSelector)?.Selector.Matchers), 1)];
            case "sort" or "sort_desc":
                return [.. Input().Where(static element => element.Histogram is null)];
            case "sort_by_label" or "sort_by_label_desc":
                return Input();
            case "label_replace":
                return LabelReplace(Input(), Text(1), ReplacementTemplate.Parse(Text(2)), Text(3), Text(4));
            case "label_join":
                CheckName(Text(1));
                string[] sources = [.. Enumerable.Range(3, call.Arguments.Length - 3).Select(Text)];
                Array.ForEach(sources, CheckName);
                return Relabel(Input(), Text(1), labels => string.Join(Text(2), sources.Select(labels.ValueOf)));
            case "histogram_quantile":
                return Histograms(Input(1), (buckets, _) => BucketQuantile(Number(0), buckets), histogram => histogram.Quantile(Number(0), out _));
            case "histogram_quantiles":
                return [.. Enumerable.Range(2, call.Arguments.Length - 2).Select(Number).SelectMany(quantile =>
                    Histograms(Input(), (buckets, _) => BucketQuantile(quantile, buckets), histogram => histogram.Quantile(quantile, out _))
                        .Select(element => element with { Labels = WithLabel(element.Labels, Text(1), PrometheusFloat.FormatOpenMetrics(quantile)) })) is var all ? Unique(all) : []];
            case "histogram_fraction":
                return Histograms(Input(2), (buckets, _) => BucketFraction(Number(0), Number(1), buckets), histogram => histogram.Fraction(Number(0), Number(1), out _));
            default:
                return RangeFunction(call, time);
        }
    }

    private static Expr WithoutParens(Expr expr) => expr is ParenExpr paren ? WithoutParens(paren.Inner) : expr;

    private List<Element> MapFloats(IEnumerable<Element> input, Func<double, double> function) =>
        DropNames(input.Where(static element => element.Histogram is null).Select(element => element.With(function(element.Value))));

    private static LabelSet AbsentLabels(IReadOnlyList<LabelMatcher>? matchers)
    {
        var labels = new Dictionary<string, string>();
        var seen = new HashSet<string>();
        foreach (LabelMatcher matcher in (matchers ?? []).Where(static matcher => matcher.Name != "__name__"))
        {
            labels[matcher.Name] = matcher.Operator == MatchOperator.Equal && seen.Add(matcher.Name) ? matcher.Value : "";
        }

        return LabelSet.Of([.. labels.Select(static pair => (pair.Key, pair.Value))]);
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0)
        {
            throw new ReferenceException("invalid label name");
        }
    }

    private static List<Element> LabelReplace(List<Element> input, string destination, ReplacementTemplate replacement, string source, string pattern)
    {
        RegexPattern compiled;
        try
        {
            compiled = RegexPattern.Compile(pattern);
        }
        catch (RegexSyntaxException)
        {
            throw new ReferenceException("invalid regular expression");
        }

        CheckName(destination);
        return Relabel(input, destination, labels => replacement.Expand(compiled, labels.ValueOf(source)));
    }

    private static List<Element> Relabel(List<Element> input, string destination, Func<LabelSet, string?> value) => Unique(input.Select(element =>
        value(element.Labels) is { } text
            ? element with { Labels = WithLabel(element.Labels, destination, text), NameDropped = element.NameDropped && destination != "__name__" }
            : element));

    private static LabelSet WithLabel(LabelSet labels, string name, string value) => LabelSet.Of([.. Pairs(Without(labels, [name])), (name, value)]);

    private List<Element> Histograms(List<Element> input, Func<List<(double Bound, double Count)>, int, double> classic, Func<NativeHistogram, double> native)
    {
        var buckets = new Dictionary<LabelSet, List<(double Bound, double Count)>>();
        foreach (Element element in input.Where(static element => element.Histogram is null))
        {
            if (GoNumber.TryParseFloat(Encoding.UTF8.GetBytes(element.Labels.ValueOf("le")), out double bound))
            {
                LabelSet labels = Without(element.Labels, ["le"]);
                (buckets.TryGetValue(labels, out List<(double, double)>? found) ? found : buckets[labels] = []).Add((bound, element.Value));
            }
        }

        var result = new List<Element>();
        foreach (Element element in input.Where(static element => element.Histogram is not null))
        {
            // Both kinds with the same labels: neither counts.
            if (!buckets.Remove(element.Labels))
            {
                result.Add(element.With(native(element.Histogram!)));
            }
        }

        result.AddRange(buckets.Select(pair => new Element(pair.Key, classic(pair.Value, 0))));
        return DropNames(result);
    }

    private static double BucketQuantile(double quantile, List<(double Bound, double Count)> buckets)
    {
        if (double.IsNaN(quantile) || quantile is < 0 or > 1)
        {
            return double.IsNaN(quantile) ? double.NaN : quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        List<(double Bound, double Count)> merged = Merged(buckets);
        for (int i = 1; i < merged.Count; i++)
        {
            double before = merged[i - 1].Count, count = merged[i].Count;
            bool same = Math.Abs(before - count) / (Math.Abs(before) + Math.Abs(count)) < 1e-12;
            merged[i] = (merged[i].Bound, same || count < before ? before : count);
        }

        if (!double.IsPositiveInfinity(merged[^1].Bound) || merged.Count < 2 || merged[^1].Count == 0)
        {
            return double.NaN;
        }

        double rank = quantile * merged[^1].Count;
        int index = merged.FindIndex(bucket => bucket.Count >= rank);
        if (index < 0 || index == merged.Count - 1)
        {
            return merged[^2].Bound;
        }

        if (index == 0 && merged[0].Bound <= 0)
        {
            return merged[0].Bound;
        }

        (double start, double below) = index == 0 ? (0, 0) : merged[index - 1];
        return start + ((merged[index].Bound - start) * ((rank - below) / (merged[index].Count - below)));
    }

    private static double BucketFraction(double lower, double upper, List<(double Bound, double Count)> buckets)
    {
        List<(double Bound, double Count)> merged = Merged(buckets);
        double all = merged[^1].Count;
        if (!double.IsPositiveInfinity(merged[^1].Bound) || all == 0 || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }

        double Rank(double value)
        {
            double start = merged[0].Bound <= 0 ? double.NegativeInfinity : 0, below = 0;
            foreach ((double bound, double count) in merged)
            {
                if (start >= value)
                {
                    return Math.Min(below, all);
                }

                if (bound > value)
                {
                    return Math.Min(double.IsNegativeInfinity(start) ? count : below + ((count - below) * (value - start) / (bound - start)), all);
                }

                (start, below) = (bound, count);
            }

            return all;
        }

        return lower >= upper ? 0 : (Rank(upper) - Rank(lower)) / all;
    }

    private static List<(double Bound, double Count)> Merged(IEnumerable<(double Bound, double Count)> buckets) =>
        [.. buckets.GroupBy(static bucket => bucket.Bound).OrderBy(static group => group.Key).Select(static group => (group.Key, group.Sum(static bucket => bucket.Count)))];
}
