using System.Globalization;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>
/// Finds, for a series and a step, the info series of the same identity: one per info metric, the one with the newest sample. The values of the info vector are the times of its
/// samples.
/// </summary>
internal sealed class InfoMatches
{
    private readonly SeriesColumns _infos;
    private readonly LabelProjection _identity;
    private readonly LabelSetTable _identities = new();
    private readonly List<List<InfoOfIdentity>> _byIdentity = [];

    /// <param name="infos">The info series.</param>
    /// <param name="identity">The labels that tie them to others.</param>
    /// <param name="active">The steps at which there is anything to add to.</param>
    public InfoMatches(SeriesColumns infos, LabelProjection identity, ulong[] active)
    {
        (_infos, _identity) = (infos, identity);
        for (int series = 0; series < infos.Count; series++)
        {
            Add(series, active);
        }

        foreach (List<InfoOfIdentity> metrics in _byIdentity)
        {
            metrics.Sort(static (left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        }
    }

    public LabelSet LabelsOf(int info) => _infos.LabelsOf(info);

    /// <summary>The info series for a series at a step.</summary>
    public int[] At(LabelSet labels, int step)
    {
        int identity = _identities.IndexOf(_identity.Project(labels));
        return identity < 0 ? [] : [.. _byIdentity[identity].Select(metric => metric.Winners[step]).Where(static winner => winner >= 0)];
    }

    private void Add(int series, ulong[] active)
    {
        int identity = _identities.GetOrAdd(_identity.Project(_infos.LabelsOf(series)), out bool added);
        if (added)
        {
            _byIdentity.Add([]);
        }

        InfoOfIdentity metric = MetricOf(series, _byIdentity[identity]);
        Column times = _infos[series];
        foreach (int step in times.PresentSteps())
        {
            ref int winner = ref metric.Winners[step];
            if (winner >= 0 && _infos[winner].Values[step] == times.Values[step] && (active[step >> 6] & (1UL << step)) != 0)
            {
                string time = (times.Values[step] * 1000).ToString("F0", CultureInfo.InvariantCulture);
                throw new QueryException(
                    QueryErrorKind.Execution,
                    $"found duplicate series for info metric: existing {_infos.LabelsOf(winner)} @ {time}, new {_infos.LabelsOf(series)} @ {time}");
            }

            if (winner < 0 || _infos[winner].Values[step] < times.Values[step])
            {
                winner = series;
            }
        }
    }

    private InfoOfIdentity MetricOf(int series, List<InfoOfIdentity> metrics)
    {
        ReadOnlySpan<byte> name = _infos.LabelsOf(series).ValueOf(MetadataLabels.NameUtf8);
        foreach (InfoOfIdentity known in metrics)
        {
            if (name.SequenceEqual(known.Name))
            {
                return known;
            }
        }

        var metric = new InfoOfIdentity(name.ToArray(), new int[_infos.Grid.Count]);
        Array.Fill(metric.Winners, -1);
        metrics.Add(metric);
        return metric;
    }

    /// <summary>The series of one info metric with one identity: its name, and which of the series counts at each step, or -1.</summary>
    private sealed record InfoOfIdentity(byte[] Name, int[] Winners);
}
