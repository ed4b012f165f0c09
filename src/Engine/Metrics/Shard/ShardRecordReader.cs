using System.Buffers.Binary;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Walks the entries of a log record. The log's checksums vouch for the bytes; damage that they miss ends in <see cref="InvalidDataException"/>.</summary>
internal ref struct ShardRecordReader
{
    private readonly ReadOnlySpan<byte> _record;
    private int _at;
    private uint _series;
    private long _time;

    /// <summary>A reader before the first entry.</summary>
    public ShardRecordReader(ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty || record[0] != ShardRecordForm.Version)
        {
            throw new InvalidDataException("log record of an unknown version");
        }

        _record = record;
        _at = 1;
        _series = uint.MaxValue;
    }

    /// <summary>The entry's kind.</summary>
    public int Kind { get; private set; }

    /// <summary>The number of the entry's series.</summary>
    public uint Series { get; private set; }

    /// <summary>The timestamp of a sample or exemplar.</summary>
    public long Time { get; private set; }

    /// <summary>The start timestamp of a sample; 0: unknown.</summary>
    public long Start { get; private set; }

    /// <summary>The value of a float sample or exemplar, as bits.</summary>
    public long Bits { get; private set; }

    /// <summary>What a late delta adds, as bits; <see cref="Bits"/> has the total.</summary>
    public long DeltaBits { get; private set; }

    /// <summary>A histogram's binary form (of a late delta the total's), a definition's or exemplar's series labels, a family's name.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>An exemplar's own labels, metadata's body, what a late delta of a histogram adds.</summary>
    public ReadOnlySpan<byte> MoreBytes { get; private set; }

    /// <summary>Is the entry a float sample?</summary>
    public readonly bool IsFloat => Kind <= ShardRecordForm.Stale;

    /// <summary>Moves to the next entry; false at the end.</summary>
    public bool Read()
    {
        if (_at == _record.Length)
        {
            return false;
        }

        int control = _record[_at++];
        Kind = control >> ShardRecordForm.KindShift;
        switch (Kind)
        {
            case ShardRecordForm.Exemplar:
                Bytes = ReadBytes();
                Time = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                Bits = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                MoreBytes = ReadBytes();
                return true;
            case ShardRecordForm.Metadata:
                Bytes = ReadBytes();
                MoreBytes = ReadBytes();
                return true;
            case ShardRecordForm.Definition:
                ReadSeries(control);
                Bytes = ReadBytes();
                _series--;
                return true;
            default:
                ReadSample(control);
                return true;
        }
    }

    private void ReadSample(int control)
    {
        ReadSeries(control);
        if ((control & ShardRecordForm.OtherTime) != 0)
        {
            _time += Varint.UnZigZag(ReadVarint());
        }

        Time = _time;
        Start = (control & ShardRecordForm.Start) != 0 ? _time - Varint.UnZigZag(ReadVarint()) : 0;
        switch (Kind)
        {
            case ShardRecordForm.Raw:
                Bits = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                break;
            case ShardRecordForm.Stale:
                Bits = SampleValue.StaleBits;
                break;
            case ShardRecordForm.Histogram:
                Bytes = ReadBytes();
                break;
            case ShardRecordForm.LateDelta:
                Bits = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                DeltaBits = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                break;
            case ShardRecordForm.LateHistogramDelta:
                Bytes = ReadBytes();
                MoreBytes = ReadBytes();
                break;
            case <= ShardRecordForm.Decimal + DecimalScale.MaxExponent:
                Bits = BitConverter.DoubleToInt64Bits(Varint.UnZigZag(ReadVarint()) / DecimalScale.Power(Kind - ShardRecordForm.Decimal));
                break;
            default:
                throw new InvalidDataException("log record with an unknown kind of entry");
        }
    }

    private void ReadSeries(int control)
    {
        _series = unchecked((uint)(_series + ((control & ShardRecordForm.OtherSeries) != 0 ? Varint.UnZigZag(ReadVarint()) : 1)));
        Series = _series;
    }

    private ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        return length <= (ulong)(_record.Length - _at) ? Take((int)length) : throw new InvalidDataException("log record cut off");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (_record.Length - _at < length)
        {
            throw new InvalidDataException("log record cut off");
        }

        _at += length;
        return _record.Slice(_at - length, length);
    }

    private ulong ReadVarint() => Varint.TryRead(_record, ref _at, out ulong value) ? value : throw new InvalidDataException("log record with a bad number");
}
