using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>Encodes the answer to a remote read request as samples (<c>prometheus.ReadResponse</c>), one result for each query.</summary>
public sealed class SampledReadWriter
{
    private readonly ProtoWriter _response = new();
    private readonly ProtoWriter _result = new();
    private readonly ProtoWriter _series = new();
    private readonly ProtoWriter _sample = new();
    private readonly ProtoWriter _part = new();
    private readonly ProtoWriter _numbers = new();

    /// <summary>The message so far, uncompressed.</summary>
    public ReadOnlySpan<byte> Written => _response.Written;

    /// <summary>Adds a series to the result of the current query.</summary>
    public void Add(in ReadSeries series)
    {
        _series.Clear();
        // Canonical labels are the wire form of the repeated field 1.
        _series.Raw(series.Labels.Bytes);
        ReadOnlySpan<NativeHistogram?> histograms = series.Histograms.Span;
        for (int i = 0; i < series.Timestamps.Length; i++)
        {
            long timestamp = series.Timestamps.Span[i];
            _sample.Clear();
            if (!histograms.IsEmpty && histograms[i] is { } histogram)
            {
                WriteHistogram(timestamp, histogram);
                _series.Bytes(4, _sample.Written);
            }
            else
            {
                _sample.Double(1, series.Values.Span[i]);
                _sample.Varint(2, (ulong)timestamp);
                _series.Bytes(2, _sample.Written);
            }
        }

        _result.Bytes(1, _series.Written);
    }

    /// <summary>Ends the result of the current query.</summary>
    public void EndResult()
    {
        _response.Bytes(1, _result.Written);
        _result.Clear();
    }

    private void WriteHistogram(long timestamp, NativeHistogram histogram)
    {
        if (histogram.IsInteger)
        {
            _sample.Varint(1, (ulong)histogram.Count);
        }
        else
        {
            _sample.Double(2, histogram.Count);
        }

        _sample.Double(3, histogram.Sum);
        _sample.ZigZag(4, histogram.Schema);
        _sample.Double(5, histogram.ZeroThreshold);
        if (histogram.IsInteger)
        {
            _sample.Varint(6, (ulong)histogram.ZeroCount);
        }
        else
        {
            _sample.Double(7, histogram.ZeroCount);
        }

        WriteSide(8, histogram.NegativeSpans.AsSpan(), histogram.NegativeBuckets.AsSpan(), histogram.IsInteger);
        WriteSide(11, histogram.PositiveSpans.AsSpan(), histogram.PositiveBuckets.AsSpan(), histogram.IsInteger);
        _sample.Varint(14, (ulong)histogram.ResetHint);
        _sample.Varint(15, (ulong)timestamp);
        if (!histogram.CustomBounds.IsEmpty)
        {
            WriteDoubles(16, histogram.CustomBounds.AsSpan());
        }
    }

    /// <summary>Spans under the field, then differences of whole counts under the next one, or float counts under the one after.</summary>
    private void WriteSide(int field, ReadOnlySpan<BucketSpan> spans, ReadOnlySpan<double> buckets, bool isInteger)
    {
        foreach (BucketSpan span in spans)
        {
            _part.Clear();
            _part.ZigZag(1, span.Offset);
            _part.Varint(2, span.Length);
            _sample.Bytes(field, _part.Written);
        }

        if (!isInteger)
        {
            WriteDoubles(field + 2, buckets);
            return;
        }

        _numbers.Clear();
        long last = 0;
        foreach (double bucket in buckets)
        {
            long delta = (long)bucket - last;
            last = (long)bucket;
            _numbers.RawVarint((ulong)((delta << 1) ^ (delta >> 63)));
        }

        _sample.Bytes(field + 1, _numbers.Written);
    }

    private void WriteDoubles(int field, ReadOnlySpan<double> values)
    {
        _numbers.Clear();
        foreach (double value in values)
        {
            _numbers.RawDouble(value);
        }

        _sample.Bytes(field, _numbers.Written);
    }
}
