using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Wire;

/// <summary>Reads what <see cref="WireWriter"/> wrote. Every length is held against what is left before it is used.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() != 0;

    public long Count()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw QueryErrors.Malformed();
    }

    /// <summary>A count of things that take at least <paramref name="size"/> bytes each.</summary>
    public int CountOf(int size)
    {
        long count = Count();
        return count >= 0 && count <= _rest.Length / Math.Max(size, 1) ? (int)count : throw QueryErrors.Malformed();
    }

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public void Raw<T>(scoped Span<T> destination)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(destination);
        Take(bytes.Length).CopyTo(bytes);
    }

    public ReadOnlySpan<byte> Bytes() => Take(CountOf(1));

    public string Text() => GoLiteral.Decode(Bytes());

    public NativeHistogram Histogram()
    {
        try
        {
            return NativeHistogram.Read(Bytes());
        }
        catch (InvalidDataException)
        {
            throw QueryErrors.Malformed();
        }
    }

    public StepScalar Scalar()
    {
        double[] values = new double[CountOf(sizeof(double))];
        Raw<double>(values);
        return values.Length == 1 ? new StepScalar(values[0]) : new StepScalar(values);
    }

    public AnnotationSite Site() => new((int)Count(), (int)Count());

    /// <summary>Appends nothing: fills the points of a series that was just added to a vector.</summary>
    public void Column(SeriesColumns destination, int series)
    {
        Column column = destination[series];
        Raw(column.Presence);
        int steps = column.Steps;
        if ((steps & 63) != 0 && column.Presence[^1] >> (steps & 63) != 0)
        {
            throw QueryErrors.Malformed();
        }

        bool histograms = Flag();
        int present = 0;
        foreach (ulong word in column.Presence)
        {
            present += BitOperations.PopCount(word);
        }

        if (present == steps)
        {
            Raw(column.Values);
        }
        else
        {
            foreach (int step in column.PresentSteps())
            {
                column.Values[step] = Double();
            }
        }

        if (!histograms)
        {
            return;
        }

        foreach (int step in column.PresentSteps())
        {
            if (Flag())
            {
                destination.SetHistogram(series, step, Histogram());
            }
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            throw QueryErrors.Malformed();
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
