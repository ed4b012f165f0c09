using System.Buffers.Binary;
using Orleans.Obs.Engine.Metrics.Ingest;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Walks the extras (<see cref="MetricsExtras"/>) of a batch entry whose lengths were checked.</summary>
internal ref struct ExtraReader(ReadOnlySpan<byte> extras)
{
    private ReadOnlySpan<byte> _rest = extras;

    public byte Kind { get; private set; }

    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Is it a histogram or a delta, which make a series?</summary>
    public readonly bool IsSample => Kind is MetricsExtras.HistogramKind || IsDelta;

    public readonly bool IsDelta => Kind is MetricsExtras.DeltaKind or MetricsExtras.HistogramDeltaKind;

    /// <summary>The timestamp of anything but metadata.</summary>
    public readonly long Time => BinaryPrimitives.ReadInt64LittleEndian(Body);

    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(_rest[1..]);
        Kind = _rest[0];
        Body = _rest.Slice(MetricsExtras.HeaderSize, length);
        _rest = _rest[(MetricsExtras.HeaderSize + length)..];
        return true;
    }
}
