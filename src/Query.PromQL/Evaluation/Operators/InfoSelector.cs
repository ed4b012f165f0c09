using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>Which info metrics, and which of their labels, info() adds. Matchers of names choose metrics; the others choose labels, and the series that have them.</summary>
internal sealed class InfoSelector
{
    private readonly ImmutableArray<SeriesMatcher> _names;
    private readonly HashSet<string> _dataLabels;

    public InfoSelector(ImmutableArray<LabelMatcher> matchers)
    {
        NameMatchers = Effective([.. matchers.Where(static matcher => matcher.Name == LabelSet.MetricName)]);
        DataMatchers = [.. matchers.Where(static matcher => matcher.Name != LabelSet.MetricName)];
        _names = [.. NameMatchers.Select(MatcherCompiler.Compile)];
        _dataLabels = [.. DataMatchers.Select(static matcher => matcher.Name)];
        RequiresData = DataMatchers.Any(static matcher => !MatcherCompiler.Compile(matcher).MatchesEmpty);
    }

    public ImmutableArray<LabelMatcher> NameMatchers { get; }

    public ImmutableArray<LabelMatcher> DataMatchers { get; }

    /// <summary>True when series without any info are left out.</summary>
    public bool RequiresData { get; }

    /// <summary>Is it one of the metrics whose labels are added to others?</summary>
    public bool IsInfoMetric(LabelSet labels)
    {
        foreach (SeriesMatcher matcher in _names)
        {
            if (!matcher.Matches(labels.ValueOf(MetadataLabels.NameUtf8)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Is the label one of those to add?</summary>
    public bool Takes(string label) => _dataLabels.Count == 0 || _dataLabels.Contains(label);

    private static ImmutableArray<LabelMatcher> Effective(ImmutableArray<LabelMatcher> names)
    {
        if (names.IsEmpty)
        {
            return [new LabelMatcher(MatchOperator.Equal, LabelSet.MetricName, "target_info")];
        }

        return names.Any(static matcher => matcher.Operator is MatchOperator.Equal or MatchOperator.Regex)
            ? names
            : names.Insert(0, new LabelMatcher(MatchOperator.Regex, LabelSet.MetricName, ".+_info"));
    }
}
