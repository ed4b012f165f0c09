using System.Buffers.Binary;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;

namespace Orleans.Obs.Engine.Metrics.Exemplars;

/// <summary>Exemplars as blocks keep them: the series' labels as key, and <c>f64 value | canonical labels</c> as body.</summary>
internal static class ExemplarRecords
{
    /// <summary>The records of one series.</summary>
    public static IEnumerable<BlockRecord> Of(ExemplarSeries series)
    {
        byte[] key = series.Labels.Bytes.ToArray();
        foreach (Exemplar exemplar in series.Exemplars)
        {
            byte[] body = new byte[8 + exemplar.Labels.Bytes.Length];
            BinaryPrimitives.WriteDoubleLittleEndian(body, exemplar.Value);
            exemplar.Labels.Bytes.CopyTo(body.AsSpan(8));
            yield return new BlockRecord(key, exemplar.Timestamp, body);
        }
    }

    /// <summary>The labels of a record's series.</summary>
    public static LabelSet LabelsOf(in BlockRecord record) => new(record.Key.ToArray(), 0, record.Key.Length);

    /// <summary>Records in order of series and time, as series.</summary>
    public static IReadOnlyList<ExemplarSeries> Group(IReadOnlyList<BlockRecord> records)
    {
        var groups = new List<ExemplarSeries>();
        for (int i = 0; i < records.Count;)
        {
            BlockRecord first = records[i];
            var exemplars = new List<Exemplar>();
            for (; i < records.Count && records[i].Key.Span.SequenceEqual(first.Key.Span); i++)
            {
                ReadOnlySpan<byte> body = records[i].Body.Span;
                if (body.Length >= 8)
                {
                    exemplars.Add(new Exemplar(records[i].Time, BinaryPrimitives.ReadDoubleLittleEndian(body), new LabelSet(body[8..].ToArray(), 0, body.Length - 8)));
                }
            }

            groups.Add(new ExemplarSeries(LabelsOf(first), exemplars));
        }

        return groups;
    }
}
