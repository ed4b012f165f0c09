using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.LogQL.Evaluation.Shard;
using Orleans.Obs.Query.LogQL.Evaluation.Windows;

namespace Orleans.Obs.Query.LogQL.Evaluation.Plan;

/// <summary>The binary form of a shard's part of a range aggregation: series with their windows, then what it cost.</summary>
internal static class RangeAnswer
{
    public static ReadOnlyMemory<byte> Write(RangeEvaluation evaluation)
    {
        var writer = new WireWriter();
        writer.Count(evaluation.Keys.Count);
        for (int series = 0; series < evaluation.Keys.Count; series++)
        {
            writer.Bytes(evaluation.Keys[series].Bytes);
            evaluation.Windows.Write(series, writer);
        }

        evaluation.Counter.Write(writer);
        return writer.Written;
    }

    public static LogQLStatistics Read(ReadOnlySpan<byte> answer, LabelSetTable labels, RangeWindows windows)
    {
        var reader = new WireReader(answer);
        int count = reader.CountOf(2);
        for (int i = 0; i < count; i++)
        {
            int series = labels.GetOrAdd(reader.Bytes(), out bool added);
            if (added)
            {
                windows.AddSeries(windows.Windows.Grid.Count);
            }

            windows.Merge(series, ref reader);
        }

        return ScanCounter.Read(ref reader);
    }
}
