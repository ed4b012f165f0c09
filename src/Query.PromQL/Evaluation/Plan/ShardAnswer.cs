using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>
/// The binary form of a shard's answer: rows (series with their points, series with raw samples, or groups with what they gathered), each announced by a 1, a 0 after the last;
/// then what was counted and what is to be told.
/// </summary>
internal static class ShardAnswer
{
    private const byte Row = 1, End = 0;
    private const int MaxExpectedRows = 1 << 20;

    public static void WriteSeries(WireWriter writer, LabelSet labels, in Column column)
    {
        writer.Byte(Row);
        writer.Bytes(labels.Bytes);
        writer.Column(column);
    }

    /// <summary>Appends the series of an answer to a vector.</summary>
    public static void ReadSeries(ref WireReader reader, SeriesColumns destination, bool nameDropped)
    {
        int left = reader.Left;
        for (int rows = 0; reader.Byte() == Row; rows++)
        {
            if (rows == 1)
            {
                // Rows are alike: the first one tells about how many will come.
                destination.EnsureCapacity(destination.Count + (int)Math.Min(left / Math.Max(left - reader.Left, 1), MaxExpectedRows));
            }

            byte[] labels = reader.Bytes().ToArray();
            reader.Column(destination, destination.Add(new LabelSet(labels, 0, labels.Length), nameDropped));
        }
    }

    public static void WriteGroups(WireWriter writer, GroupTable groups, Aggregation aggregation)
    {
        aggregation.WriteShared(writer);
        for (int group = 0; group < groups.Count; group++)
        {
            writer.Byte(Row);
            writer.Bytes(groups.LabelsOf(group).Bytes);
            writer.Flag(groups.IsNameDropped(group));
            aggregation.Write(group, writer);
        }
    }

    /// <summary>Merges the groups of an answer into those of an aggregation.</summary>
    public static void ReadGroups(ref WireReader reader, GroupTable groups, Aggregation aggregation)
    {
        aggregation.ReadShared(ref reader);
        while (reader.Byte() == Row)
        {
            int group = groups.GroupOf(reader.Bytes(), nameDropped: false);
            if (reader.Flag())
            {
                groups.DropName(group);
            }

            aggregation.EnsureGroups(groups.Count);
            aggregation.Merge(group, ref reader);
        }
    }

    public static void WriteRaw(WireWriter writer, RawSeries series)
    {
        writer.Byte(Row);
        writer.Bytes(series.Labels.Bytes);
        writer.Count(series.Timestamps.Length);
        writer.Raw<long>(series.Timestamps);
        writer.Raw<double>(series.Values);
        writer.Flag(series.Histograms is not null);
        foreach (NativeHistogram? histogram in series.Histograms ?? [])
        {
            writer.Flag(histogram is not null);
            if (histogram is not null)
            {
                writer.Histogram(histogram);
            }
        }
    }

    public static void ReadRaw(ref WireReader reader, List<RawSeries> destination)
    {
        while (reader.Byte() == Row)
        {
            byte[] labels = reader.Bytes().ToArray();
            long[] timestamps = new long[reader.CountOf(2 * sizeof(long))];
            double[] values = new double[timestamps.Length];
            reader.Raw<long>(timestamps);
            reader.Raw<double>(values);
            NativeHistogram?[]? histograms = null;
            if (reader.Flag())
            {
                histograms = new NativeHistogram?[timestamps.Length];
                for (int i = 0; i < histograms.Length; i++)
                {
                    histograms[i] = reader.Flag() ? reader.Histogram() : null;
                }
            }

            destination.Add(new RawSeries(new LabelSet(labels, 0, labels.Length), timestamps, values, histograms));
        }
    }

    /// <summary>Ends the rows and writes the rest.</summary>
    public static void WriteEnd(WireWriter writer, SampleCounter counter, AnnotationSet annotations)
    {
        writer.Byte(End);
        writer.Count(counter.Read);
        writer.Count(counter.Series);
        writer.Count(counter.Peak);
        writer.Raw<long>(counter.PerStep);
        writer.Count(annotations.Count);
        foreach (Annotation annotation in annotations.All)
        {
            writer.Flag(annotation.IsWarning);
            writer.Text(annotation.Message);
            writer.Site(annotation.Site);
            writer.Count(annotation.Overlaps);
        }
    }

    public static void ReadEnd(ref WireReader reader, SampleCounter counter, AnnotationSet annotations)
    {
        counter.Read += reader.Count();
        counter.Series += reader.Count();
        counter.HoldElsewhere(reader.Count());
        long[] perStep = new long[counter.PerStep.Length];
        reader.Raw<long>(perStep);
        for (int step = 0; step < perStep.Length; step++)
        {
            counter.Look(step, perStep[step]);
        }

        int count = reader.CountOf(4);
        for (int i = 0; i < count; i++)
        {
            annotations.Add(new Annotation(reader.Flag(), reader.Text(), reader.Site()) { Overlaps = (int)reader.Count() });
        }
    }
}
