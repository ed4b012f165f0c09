using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Snappier;

namespace Orleans.Obs.Cluster;

/// <summary>Encodes remote write 1.0 requests, written from the specification and independent of the code under test.</summary>
internal sealed class WriteRequest
{
    private readonly ArrayBufferWriter<byte> _body = new();

    /// <summary>Adds one series with one sample; labels sorted by name.</summary>
    public WriteRequest Add((string Name, string Value)[] labels, long timestamp, double value)
    {
        var series = new ArrayBufferWriter<byte>();
        foreach ((string name, string text) in labels)
        {
            var label = new ArrayBufferWriter<byte>();
            WriteField(label, 1, Encoding.UTF8.GetBytes(name));
            WriteField(label, 2, Encoding.UTF8.GetBytes(text));
            WriteField(series, 1, label.WrittenSpan);
        }

        var sample = new ArrayBufferWriter<byte>();
        WriteVarint(sample, (1 << 3) | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(sample.GetSpan(8), value);
        sample.Advance(8);
        WriteVarint(sample, 2 << 3);
        WriteVarint(sample, (ulong)timestamp);
        WriteField(series, 2, sample.WrittenSpan);
        WriteField(_body, 1, series.WrittenSpan);
        return this;
    }

    /// <summary>The message before compression.</summary>
    public ReadOnlySpan<byte> Encoded => _body.WrittenSpan;

    public HttpContent ToContent() => ToContent(Snappy.CompressToArray(_body.WrittenSpan));

    /// <summary>A compressed message with the headers of remote write 1.0.</summary>
    public static HttpContent ToContent(byte[] compressed)
    {
        var content = new ByteArrayContent(compressed);
        content.Headers.Add("Content-Type", "application/x-protobuf");
        content.Headers.Add("Content-Encoding", "snappy");
        return content;
    }

    private static void WriteField(ArrayBufferWriter<byte> destination, uint number, ReadOnlySpan<byte> bytes)
    {
        WriteVarint(destination, (number << 3) | 2);
        WriteVarint(destination, (ulong)bytes.Length);
        destination.Write(bytes);
    }

    private static void WriteVarint(ArrayBufferWriter<byte> destination, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            destination.Write([(byte)(value | 0x80)]);
        }

        destination.Write([(byte)value]);
    }
}
