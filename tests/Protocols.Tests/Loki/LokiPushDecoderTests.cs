using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.Tests.Logs;

namespace Orleans.Obs.Protocols.Tests.Loki;

public sealed class LokiPushDecoderTests : IDisposable
{
    private readonly LokiPushDecoder _decoder = new(new StreamResolver());
    private readonly LogBatches _batches = new(1);

    public void Dispose() => _batches.Dispose();

    [Fact]
    public void A_request_becomes_rows() => Assert.Equal(
        [
            """{app="x", service_name="x"} 1795177800000000005 one [detected_level=unknown]""",
            """{app="x", service_name="x"} 1795177801000000000 level=warn two [detected_level=warn n=1 trace_id=f00d]""",
            """{job="y", service_name="y"} -1 three [detected_level=unknown]""",
        ],
        Decode(new ProtoMessage()
            .Message(1, Stream("{app=\"x\"}", Entry(1795177800, 5, "one"), Entry(1795177801, 0, "level=warn two", ("trace_id", "f00d"), ("n", "1"))))
            .Message(1, Stream("{job=\"y\"}", Entry(-1, 999_999_999, "three")))));

    [Fact]
    public void Bytes_that_a_client_of_Loki_wrote_are_understood()
    {
        byte[] block = Convert.FromBase64String(
            "d+wKdQoce2FwcD0icHVzaC1wcm90byIsIHRpZXI9ImEifRIYCggIyPqA2AYQBRIMcHJvdG9idWYgb25lEjvoCgYIyfqA2AYSF2xldmVsPXdhcm4gcHJvdG9idWYgdHdvGhAKCHRyYWNlX2lkEgRmMDBkGgYKAW4SATE=");
        _batches.Begin(new LogLimits());
        _decoder.Decode(SnappyBlock.Decode(block, 1000), _batches);

        Assert.Equal(
            [
                """{app="push-proto", service_name="push-proto", tier="a"} 1795177800000000005 protobuf one [detected_level=unknown]""",
                """{app="push-proto", service_name="push-proto", tier="a"} 1795177801000000000 level=warn protobuf two [detected_level=warn n=1 trace_id=f00d]""",
            ],
            StoredRow.Texts(_batches));
    }

    [Fact]
    public void Fields_may_come_in_any_order_and_unknown_ones_are_skipped()
    {
        ProtoMessage entry = new ProtoMessage().Text(2, "line").Varint(9, 7).Message(3, new ProtoMessage().Text(2, "v").Text(1, "k")).Message(1, new ProtoMessage().Int64(2, 3).Int64(1, 2));
        ProtoMessage stream = new ProtoMessage().Varint(3, 12345).Message(2, entry).Text(8, "?").Text(1, "{b=\"2\", a=\"1\"}");

        Assert.Equal(["""{a="1", b="2", service_name="unknown_service"} 2000000003 line [detected_level=unknown k=v]"""], Decode(new ProtoMessage().Text(2, "loki").Message(1, stream)));
    }

    [Fact]
    public void A_line_is_kept_byte_by_byte()
    {
        byte[] line = [0x61, 0xFF, 0x00, 0xC3];
        Decode(new ProtoMessage().Message(1, new ProtoMessage().Text(1, "{a=\"b\"}").Message(2, new ProtoMessage().Bytes(2, line))));

        Assert.True(_batches.BatchOf(0).Span.EndsWith(line));
    }

    [Fact]
    public void Streams_with_labels_that_cannot_be_read_are_refused_and_the_rest_is_kept()
    {
        string[] rows = Decode(new ProtoMessage()
            .Message(1, Stream("{a-b=\"x\"}", Entry(1, 0, "lost"), Entry(2, 0, "lost")))
            .Message(1, Stream("{a=\"x\"}", Entry(1, 0, "kept")))
            .Message(1, Stream("{?}")));

        Assert.Contains("kept", Assert.Single(rows), StringComparison.Ordinal);
        Assert.Equal((LogsRejectReason.InvalidLabels, 2, "couldn't parse labels: 1:3: parse error: unexpected character inside braces: '-'"), Only());
        Assert.Equal(3, _batches.Streams);
    }

    [Fact]
    public void Damaged_bytes_fail_as_malformed_and_in_no_other_way()
    {
        byte[] message = new ProtoMessage().Message(1, Stream("{app=\"x\"}", Entry(1795177800, 5, "one", ("k", "v")))).ToArray();
        Gen.Select(Gen.Int[0, message.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            byte[] damaged = [.. message];
            foreach ((int at, byte value) in changes)
            {
                damaged[at] = value;
            }

            try
            {
                _batches.Begin(new LogLimits());
                _decoder.Decode(damaged, _batches);
                StoredRow.Of(_batches);
            }
            catch (MalformedMessageException)
            {
            }
        }, threads: 1);
    }

    [Fact]
    public void A_stream_that_is_known_costs_no_memory_for_each_line()
    {
        byte[] message = new ProtoMessage().Message(1, Stream("{app=\"x\"}", [.. Enumerable.Range(0, 500).Select(i => Entry(i, 0, $"line {i}", ("trace_id", "abc")))])).ToArray();
        for (int i = 0; i < 5; i++)
        {
            _batches.Begin(new LogLimits());
            _decoder.Decode(message, _batches);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        _batches.Begin(new LogLimits());
        _decoder.Decode(message, _batches);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
        Assert.Equal(500, _batches.Lines);
    }

    private string[] Decode(ProtoMessage message)
    {
        _batches.Begin(new LogLimits());
        _decoder.Decode(message.ToArray(), _batches);
        return StoredRow.Texts(_batches);
    }

    private (LogsRejectReason Reason, int Items, string Message) Only()
    {
        var rejection = Assert.Single(_batches.Rejections);
        return (rejection.Reason, rejection.Items, rejection.FirstMessage);
    }

    private static ProtoMessage Stream(string labels, params ProtoMessage[] entries)
    {
        ProtoMessage stream = new ProtoMessage().Text(1, labels);
        foreach (ProtoMessage entry in entries)
        {
            stream.Message(2, entry);
        }

        return stream;
    }

    private static ProtoMessage Entry(long seconds, int nanoseconds, string line, params (string Name, string Value)[] metadata)
    {
        ProtoMessage entry = new ProtoMessage().Message(1, new ProtoMessage().Int64(1, seconds).Int64(2, nanoseconds)).Text(2, line);
        foreach ((string name, string value) in metadata)
        {
            entry.Message(3, new ProtoMessage().Text(1, name).Text(2, value));
        }

        return entry;
    }
}
