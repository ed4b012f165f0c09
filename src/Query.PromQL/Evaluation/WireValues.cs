using System.Numerics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>The values of PromQL in plans and answers.</summary>
internal static class WireValues
{
    public static void Histogram(this WireWriter writer, NativeHistogram histogram)
    {
        int size = histogram.BinarySize;
        writer.Count(size);
        histogram.WriteTo(writer.Take(size));
    }

    public static void Scalar(this WireWriter writer, StepScalar scalar)
    {
        writer.Count(scalar.Stored.Length);
        writer.Raw(scalar.Stored);
    }

    public static void Site(this WireWriter writer, AnnotationSite site)
    {
        writer.Count(site.Position);
        writer.Count(site.Order);
    }

    /// <summary>The points of a series: which steps have one, then their values, and the histograms among them.</summary>
    public static void Column(this WireWriter writer, in Column column)
    {
        writer.Raw<ulong>(column.Presence);
        writer.Flag(!column.Histograms.IsEmpty);
        if (column.CountPresent() == column.Steps)
        {
            writer.Raw<double>(column.Values);
        }
        else
        {
            foreach (int step in column.PresentSteps())
            {
                writer.Double(column.Values[step]);
            }
        }

        if (column.Histograms.IsEmpty)
        {
            return;
        }

        foreach (int step in column.PresentSteps())
        {
            NativeHistogram? histogram = column.Histograms[step];
            writer.Flag(histogram is not null);
            if (histogram is not null)
            {
                writer.Histogram(histogram);
            }
        }
    }

    public static NativeHistogram Histogram(this ref WireReader reader)
    {
        try
        {
            return NativeHistogram.Read(reader.Bytes());
        }
        catch (InvalidDataException)
        {
            throw QueryErrors.Malformed();
        }
    }

    public static StepScalar Scalar(this ref WireReader reader)
    {
        double[] values = new double[reader.CountOf(sizeof(double))];
        reader.Raw<double>(values);
        return values.Length == 1 ? new StepScalar(values[0]) : new StepScalar(values);
    }

    public static AnnotationSite Site(this ref WireReader reader) => new((int)reader.Count(), (int)reader.Count());

    /// <summary>Fills the points of a series that was just added to a vector.</summary>
    public static void Column(this ref WireReader reader, SeriesColumns destination, int series)
    {
        Column column = destination[series];
        reader.Raw(column.Presence);
        int steps = column.Steps;
        if ((steps & 63) != 0 && column.Presence[^1] >> (steps & 63) != 0)
        {
            throw QueryErrors.Malformed();
        }

        bool histograms = reader.Flag();
        int present = 0;
        foreach (ulong word in column.Presence)
        {
            present += BitOperations.PopCount(word);
        }

        if (present == steps)
        {
            reader.Raw(column.Values);
        }
        else
        {
            foreach (int step in column.PresentSteps())
            {
                column.Values[step] = reader.Double();
            }
        }

        if (!histograms)
        {
            return;
        }

        foreach (int step in column.PresentSteps())
        {
            if (reader.Flag())
            {
                destination.SetHistogram(series, step, reader.Histogram());
            }
        }
    }
}
