using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Wire;

/// <summary>Writes plans and answers: little-endian, lengths as varints. <see cref="WireReader"/> is its mirror.</summary>
internal sealed class WireWriter
{
    private byte[] _buffer = new byte[512];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Byte(byte value) => Take(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Count(long value)
    {
        Span<byte> destination = Take(10);
        int at = 0;
        for (ulong rest = (ulong)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                destination[at++] = (byte)rest;
                break;
            }

            destination[at++] = (byte)(rest | 0x80);
        }

        Length -= 10 - at;
    }

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);

    /// <summary>The bytes of numbers as they lie in memory, without their count.</summary>
    public void Raw<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(Take(bytes.Length));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        value.CopyTo(Take(value.Length));
    }

    public void Text(string value) => Bytes(GoLiteral.Encode(value));

    public void Histogram(NativeHistogram histogram)
    {
        int size = histogram.BinarySize;
        Count(size);
        histogram.WriteTo(Take(size));
    }

    public void Scalar(StepScalar scalar)
    {
        Count(scalar.Stored.Length);
        Raw(scalar.Stored);
    }

    public void Site(AnnotationSite site)
    {
        Count(site.Position);
        Count(site.Order);
    }

    /// <summary>The points of a series: which steps have one, then their values, and the histograms among them.</summary>
    public void Column(in Column column)
    {
        Raw<ulong>(column.Presence);
        Flag(!column.Histograms.IsEmpty);
        if (column.CountPresent() == column.Steps)
        {
            Raw<double>(column.Values);
        }
        else
        {
            foreach (int step in column.PresentSteps())
            {
                Double(column.Values[step]);
            }
        }

        if (column.Histograms.IsEmpty)
        {
            return;
        }

        foreach (int step in column.PresentSteps())
        {
            NativeHistogram? histogram = column.Histograms[step];
            Flag(histogram is not null);
            if (histogram is not null)
            {
                Histogram(histogram);
            }
        }
    }

    private Span<byte> Take(int count)
    {
        if (Length + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(Length + count, 2 * _buffer.Length));
        }

        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }
}
