using System.Buffers;
using System.Buffers.Binary;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>
/// Writes an answer to remote read as a stream: frames of a varint length, the CRC32C of the content in big-endian order, and a <c>prometheus.ChunkedReadResponse</c> with
/// chunks of one series. A series longer than a frame goes on in the next. Reused from series to series.
/// </summary>
public sealed class ChunkedReadWriter
{
    /// <summary>The media type of the stream.</summary>
    public const string ContentType = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";

    private const int SamplesPerChunk = 120;
    private const int FrameBytes = 1 << 20;

    private readonly ChunkBits _bits = new();
    private readonly ProtoWriter _chunk = new();
    private readonly ProtoWriter _series = new();
    private readonly ProtoWriter _response = new();

    /// <summary>Writes the frames of one series.</summary>
    public void Write(IBufferWriter<byte> destination, in ReadSeries series, int queryIndex)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ReadOnlySpan<long> timestamps = series.Timestamps.Span;
        ReadOnlySpan<NativeHistogram?> histograms = series.Histograms.Span;
        Begin(series);
        for (int at = 0; at < timestamps.Length;)
        {
            int length = LengthOfChunk(histograms, at, timestamps.Length);
            ReadOnlySpan<long> times = timestamps.Slice(at, length);
            ReadChunkType type = ReadChunkType.Xor;
            if (!histograms.IsEmpty && histograms[at] is { } histogram)
            {
                type = histogram.IsInteger ? ReadChunkType.Histogram : ReadChunkType.FloatHistogram;
                HistogramChunkWriter.Write(_bits, times, histograms.Slice(at, length));
            }
            else
            {
                FloatChunkWriter.Write(_bits, times, series.Values.Span.Slice(at, length));
            }

            AddChunk(times[0], times[^1], type);
            at += length;
            if (_series.Written.Length >= FrameBytes && at < timestamps.Length)
            {
                WriteFrame(destination, queryIndex);
                Begin(series);
            }
        }

        WriteFrame(destination, queryIndex);
    }

    private static int LengthOfChunk(ReadOnlySpan<NativeHistogram?> histograms, int start, int end)
    {
        int last = Math.Min(end, start + SamplesPerChunk), at = start + 1;
        NativeHistogram? first = histograms.IsEmpty ? null : histograms[start];
        if (histograms.IsEmpty)
        {
            return last - start;
        }

        while (at < last && (first is null ? histograms[at] is null : histograms[at] is { } next && HistogramChunkLayout.Continues(first, next)))
        {
            at++;
        }

        return at - start;
    }

    private void Begin(in ReadSeries series)
    {
        _series.Clear();
        // Canonical labels are the wire form of the repeated field 1.
        _series.Raw(series.Labels.Bytes);
    }

    private void AddChunk(long minTime, long maxTime, ReadChunkType type)
    {
        _chunk.Clear();
        _chunk.Varint(1, (ulong)minTime);
        _chunk.Varint(2, (ulong)maxTime);
        _chunk.Varint(3, (ulong)type);
        _chunk.Bytes(4, _bits.Written);
        _series.Bytes(2, _chunk.Written);
    }

    private void WriteFrame(IBufferWriter<byte> destination, int queryIndex)
    {
        _response.Clear();
        _response.Bytes(1, _series.Written);
        if (queryIndex != 0)
        {
            _response.Varint(2, (ulong)queryIndex);
        }

        ReadOnlySpan<byte> content = _response.Written;
        Span<byte> head = destination.GetSpan(Varint.MaxSize + sizeof(uint));
        int length = Varint.Write(head, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(head[length..], Crc32C.Of(content));
        destination.Advance(length + sizeof(uint));
        destination.Write(content);
    }
}
