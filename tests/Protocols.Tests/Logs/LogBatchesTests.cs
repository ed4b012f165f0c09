using System.Text;
using Orleans.Obs.Engine.Ingest;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Tests.Logs;

public sealed class LogBatchesTests : IDisposable
{
    private static readonly LogLimits Loki = new()
    {
        LabelsPerStream = 2, LabelNameLength = 12, LabelValueLength = 8, LineLength = 10, MetadataBytes = 20, MetadataPairs = 2, OldestTime = 1000, NewestTime = 2000,
    };

    private readonly LogBatches _batches = new(4);

    public void Dispose() => _batches.Dispose();

    [Fact]
    public void Rows_go_to_the_slot_of_their_stream_in_their_order()
    {
        _batches.Begin(new LogLimits());
        foreach (int stream in (int[])[1, 2, 1, 3])
        {
            _batches.BeginStream(Stream(("app", $"a{stream}"), ("level", "info")));
            Row(stream, $"line of {stream}");
            Row(stream + 10, "another");
        }

        List<StoredRow> rows = StoredRow.Of(_batches);
        Assert.Equal((8, 4), (_batches.Lines, _batches.Streams));
        Assert.Equal(["line of 1", "another", "line of 1", "another"], rows.Where(row => row.Stream.Contains("\"a1\"", StringComparison.Ordinal)).Select(row => row.Line));
    }

    [Fact]
    public void A_stream_without_rows_leaves_nothing()
    {
        _batches.Begin(new LogLimits());
        _batches.BeginStream(Stream(("app", "x")));

        Assert.Empty(StoredRow.Of(_batches));
        Assert.Equal(1, _batches.Streams);
        Assert.True(Enumerable.Range(0, 4).All(slot => _batches.BatchOf(slot).IsEmpty));
    }

    [Theory]
    [InlineData("app=x;b=y;c=z", 1500, "line", "", LogsRejectReason.TooManyLabels, "entry for stream '{app=\"x\", b=\"y\", c=\"z\", service_name=\"x\"}' has 3 label names; limit 2")]
    [InlineData("app=x;muchtoolongname=y", 1500, "line", "", LogsRejectReason.LabelNameTooLong, "stream '{app=\"x\", muchtoolongname=\"y\", service_name=\"x\"}' has label name too long: 'muchtoolongname'")]
    [InlineData("job=123456789", 1500, "line", "", LogsRejectReason.LabelValueTooLong, "stream '{job=\"123456789\", service_name=\"123456789\"}' has label value too long: '123456789'")]
    [InlineData("app=x", 1500, "longer than ten", "", LogsRejectReason.LineTooLong, "Max entry size '10' bytes exceeded for stream '{app=\"x\", service_name=\"x\"}' while adding an entry with length '15' bytes")]
    [InlineData("app=x", 1500, "line", "a=1;b=2;c=3", LogsRejectReason.MetadataTooMany, "stream '{app=\"x\", service_name=\"x\"}' has too many structured metadata labels: '3', limit: '2'. Please see `limits_config.max_structured_metadata_entries_count` or contact your Loki administrator to increase it.")]
    [InlineData("app=x", 1500, "line", "abc=123456789012345678", LogsRejectReason.MetadataTooLarge, "stream '{app=\"x\", service_name=\"x\"}' has structured metadata too large: '21' bytes, limit: '20' bytes. Please see `limits_config.max_structured_metadata_size` or contact your Loki administrator to increase it.")]
    [InlineData("app=x", 999, "line", "", LogsRejectReason.TooOld, "entry for stream '{app=\"x\", service_name=\"x\"}' has timestamp too old: 1970-01-01T00:00:00Z, oldest acceptable timestamp is: 1970-01-01T00:00:00Z")]
    [InlineData("app=x", 4102444800000000000, "line", "", LogsRejectReason.TooFarInFuture, "entry for stream '{app=\"x\", service_name=\"x\"}' has timestamp too new: 2100-01-01T00:00:00Z")]
    public void What_breaks_a_limit_is_refused_in_Lokis_words_and_the_rest_is_kept(string labels, long time, string line, string metadata, LogsRejectReason reason, string message)
    {
        _batches.Begin(Loki);
        _batches.BeginStream(Stream(("app", "good")));
        Row(1500, "first");
        _batches.BeginStream(Stream(Pairs(labels)));
        Assert.Equal(reason, Row(time, line, Pairs(metadata)));
        Assert.Equal(reason, Row(time, line, Pairs(metadata)));
        _batches.BeginStream(Stream(("app", "good")));
        Row(1501, "second");

        Assert.Equal([new Rejection<LogsRejectReason>(reason, 2, message)], _batches.Rejections);
        Assert.Equal(["first", "second"], StoredRow.Of(_batches).Select(row => row.Line));
        Assert.Equal(message, _batches.MessageOf(reason));
    }

    [Fact]
    public void Lines_that_are_too_long_can_be_cut_off()
    {
        _batches.Begin(Loki with { LineTruncate = true });
        _batches.BeginStream(Stream(("app", "x")));
        Assert.Null(Row(1500, "longer than ten"));

        Assert.Equal("longer tha", Assert.Single(StoredRow.Of(_batches)).Line);
    }

    [Fact]
    public void An_invented_service_name_does_not_count_as_a_label()
    {
        _batches.Begin(Loki);
        _batches.BeginStream(Stream(("app", "x"), ("b", "y")));
        Assert.Null(Row(1500, "x"));
        _batches.BeginStream(Stream(("app", "x"), ("b", "y"), ("service_name", "z")));
        Assert.Equal(LogsRejectReason.TooManyLabels, Row(1500, "x"));
    }

    [Fact]
    public void Metadata_is_sorted_and_made_fit_for_queries()
    {
        _batches.Begin(new LogLimits());
        _batches.BeginStream(Stream(("app", "x"), ("level", "info")));
        _batches.BeginRow(1);
        _batches.AddMetadata("z.y-x"u8, "1"u8);
        _batches.AddMetadata("1st"u8, "2"u8);
        _batches.AddMetadata("größe"u8, "3"u8);
        _batches.AddMetadata("raw"u8, [0x61, 0xFF, 0x62]);
        _batches.AddMetadata("empty"u8, ""u8);
        _batches.EndRow("line"u8);

        Assert.Equal("_1st=2 detected_level=info gr__e=3 raw=a\uFFFDb z_y_x=1", Assert.Single(StoredRow.Of(_batches)).Metadata);
    }

    [Theory]
    [InlineData("", "", "nothing", "unknown")]
    [InlineData("level=WARN", "", "error", "warn")]
    [InlineData("level=strange", "", "error", "strange")]
    [InlineData("lvl=debug;severity=error", "", "", "error")]
    [InlineData("", "severity=Err", "info", "error")]
    [InlineData("level=info", "severity=Err", "info", "info")]
    [InlineData("", "log.level=trc", "info", "trace")]
    [InlineData("level=info", "detected_level=ERROR", "debug", "error")]
    [InlineData("", "severity_number=17", "info", "error")]
    [InlineData("", "severity_number=0", "info", "unknown")]
    [InlineData("", "severity_number=x", "error", "info")]
    [InlineData("", "severity_number=9;severity_text=FATAL", "", "fatal")]
    [InlineData("", "other=x", "level=error", "error")]
    public void The_level_comes_from_the_first_place_that_states_one(string labels, string metadata, string line, string level)
    {
        _batches.Begin(new LogLimits());
        _batches.BeginStream(Stream([("a", "b"), .. Pairs(labels)]));
        Row(1, line, Pairs(metadata));

        Assert.Contains($"detected_level={level}", Assert.Single(StoredRow.Of(_batches)).Metadata.Split(' '));
    }

    [Fact]
    public void Bytes_are_counted_by_stream_when_asked_for()
    {
        _batches.Begin(new LogLimits(), countStreams: true);
        PushedStream one = Stream(("app", "one")), two = Stream(("app", "two"));
        _batches.BeginStream(one);
        Row(1, "12345");
        Row(2, "12345");
        _batches.BeginStream(two);
        Row(1, "123", ("ab", "c"));

        Assert.Equal([(one, 10L), (two, 6L)], _batches.BytesByStream);
        Assert.Equal(16, _batches.Bytes);
    }

    [Fact]
    public void Beginning_anew_forgets_everything()
    {
        _batches.Begin(Loki);
        _batches.BeginStream(Stream(("app", "x")));
        Row(1, "too old");
        Row(1500, "good");
        _batches.Begin(new LogLimits());

        Assert.Empty(StoredRow.Of(_batches));
        Assert.Empty(_batches.Rejections);
        Assert.Equal((0, 0, 0L), (_batches.Lines, _batches.Streams, _batches.Bytes));
    }

    private LogsRejectReason? Row(long time, string line, params (string Name, string Value)[] metadata)
    {
        _batches.BeginRow(time);
        foreach ((string name, string value) in metadata)
        {
            _batches.AddMetadata(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }

        return _batches.EndRow(Encoding.UTF8.GetBytes(line));
    }

    private static PushedStream Stream(params (string Name, string Value)[] labels)
    {
        var builder = new LabelSetBuilder();
        foreach ((string name, string value) in labels)
        {
            builder.Set(name, value);
        }

        return PushedStream.Of(builder);
    }

    private static (string Name, string Value)[] Pairs(string text) =>
        [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))];
}
