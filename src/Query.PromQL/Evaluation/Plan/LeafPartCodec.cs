using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>
/// The binary form of a part, which is how a shard answers: rows (series with their points, series with raw samples, or groups with what they gathered), each announced by a 1, a 0
/// after the last; then what was counted and is to be told.
/// </summary>
internal static class LeafPartCodec
{
    private const byte Row = 1, End = 0;

    public static ReadOnlyMemory<byte> Encode(LeafPart part)
    {
        var writer = new WireWriter();
        if (part.Plan.Window.Kind == WindowKind.RawSamples)
        {
            part.Raw.ForEach(series => WriteRaw(writer, series));
        }
        else if (part.Aggregation is not null)
        {
            WriteGroups(writer, part.Groups, part.Aggregation);
        }
        else
        {
            for (int series = 0; series < part.Series.Count; series++)
            {
                writer.Byte(Row);
                writer.Bytes(part.Series.LabelsOf(series).Bytes);
                writer.Column(part.Series[series]);
            }
        }

        WriteEnd(writer, part);
        return writer.Written;
    }

    /// <summary>Adds what a shard answered to a part.</summary>
    public static void Decode(ReadOnlySpan<byte> answer, LeafPart part)
    {
        var reader = new WireReader(answer);
        if (part.Plan.Window.Kind == WindowKind.RawSamples)
        {
            ReadRaw(ref reader, part.Raw);
        }
        else if (part.Aggregation is not null)
        {
            ReadGroups(ref reader, part.Groups, part.Aggregation);
        }
        else
        {
            ReadSeries(ref reader, part);
        }

        ReadEnd(ref reader, part);
    }

    /// <summary>Merges the groups of one part into those of another.</summary>
    public static void MergeGroups(LeafPart from, LeafPart into)
    {
        var writer = new WireWriter();
        WriteGroups(writer, from.Groups, from.Aggregation!);
        writer.Byte(End);
        var reader = new WireReader(writer.Written.Span);
        ReadGroups(ref reader, into.Groups, into.Aggregation!);
    }

    private static void ReadSeries(ref WireReader reader, LeafPart part)
    {
        while (reader.Byte() == Row)
        {
            byte[] labels = reader.Bytes().ToArray();
            reader.Column(part.Series, part.Series.Add(new LabelSet(labels, 0, labels.Length), part.NameDropped));
        }
    }

    private static void WriteGroups(WireWriter writer, GroupTable groups, Aggregation aggregation)
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

    private static void ReadGroups(ref WireReader reader, GroupTable groups, Aggregation aggregation)
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

    private static void WriteRaw(WireWriter writer, RawSeries series)
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

    private static void ReadRaw(ref WireReader reader, List<RawSeries> destination)
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

    private static void WriteEnd(WireWriter writer, LeafPart part)
    {
        writer.Byte(End);
        writer.Count(part.Counter.Read);
        writer.Count(part.Counter.Series);
        writer.Count(part.Budget.Peak);
        writer.Raw<long>(part.Counter.PerStep);
        writer.Count(part.Annotations.Count);
        foreach (Annotation annotation in part.Annotations.All)
        {
            writer.Flag(annotation.IsWarning);
            writer.Text(annotation.Message);
            writer.Site(annotation.Site);
            writer.Count(annotation.Overlaps);
        }
    }

    private static void ReadEnd(ref WireReader reader, LeafPart part)
    {
        part.Counter.Read += reader.Count();
        part.Counter.Series += reader.Count();
        part.Budget.Hold(reader.Count());
        long[] perStep = new long[part.Counter.PerStep.Length];
        reader.Raw<long>(perStep);
        for (int step = 0; step < perStep.Length; step++)
        {
            part.Counter.Look(step, perStep[step]);
        }

        int count = reader.CountOf(4);
        for (int i = 0; i < count; i++)
        {
            part.Annotations.Add(new Annotation(reader.Flag(), reader.Text(), reader.Site()) { Overlaps = (int)reader.Count() });
        }
    }
}
