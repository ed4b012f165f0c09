using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.Tests.Logs;

namespace Orleans.Obs.Protocols.Tests.Loki;

public sealed class LokiJsonPushDecoderTests : IDisposable
{
    private readonly LokiJsonPushDecoder _decoder = new(new StreamResolver());
    private readonly LogBatches _batches = new(1);

    public void Dispose() => _batches.Dispose();

    [Theory]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[["5","one"],["6","two",{"k":"v"}]]}]}""", """{app="x", service_name="x"} 5 one [detected_level=unknown]|{app="x", service_name="x"} 6 two [detected_level=unknown k=v]""")]
    [InlineData("""{"streams":[{"values":[["5","one"]],"stream":{"app":"x"}}]}""", """{app="x", service_name="x"} 5 one [detected_level=unknown]""")]
    [InlineData("""{"streams":[{"stream":{"app":5,"b":true},"values":[["5","one"]]}]}""", """{app="5", b="true", service_name="5"} 5 one [detected_level=unknown]""")]
    [InlineData("""{"streams":[{"stream":{},"values":[["5","one"]]}]}""", """{service_name="unknown_service"} 5 one [detected_level=unknown]""")]
    [InlineData("""{"streams":[{"values":[["5","one"]]}]}""", """{service_name="unknown_service"} 5 one [detected_level=unknown]""")]
    [InlineData("""{"streams":[{"stream":{"app":"x","empty":""},"values":[null,["5","one",null],["6","two",{}]],"more":[1,{"a":2}]}],"x":1}""", """{app="x", service_name="x"} 5 one [detected_level=unknown]|{app="x", service_name="x"} 6 two [detected_level=unknown]""")]
    [InlineData("""{"streams":[{"stream":{"a":"q\"\\\n\u00e9"},"values":[["5","\u0041\t\ud83d\ude00 \ud800 \"x\""]]}]}""", "{a=\"q\\\"\\\\\\n\u00e9\", service_name=\"unknown_service\"} 5 A\t\U0001F600 \uFFFD \"x\" [detected_level=unknown]")]
    [InlineData("""{"streams":[{"labels":"{app=\"x\"}","entries":[{"ts":"1970-01-01T00:00:00.000000005Z","line":"old"},{"line":"form","ts":"1970-01-01T01:00:01+01:00"}]}]}""", """{app="x", service_name="x"} 5 old [detected_level=unknown]|{app="x", service_name="x"} 1000000000 form [detected_level=unknown]""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[]},{"stream":{"app":"x"},"values":null},{"stream":{"app":"x"}}]}""", "")]
    public void A_request_becomes_rows(string json, string rows)
    {
        Decode(json);

        Assert.Equal(rows, string.Join('|', StoredRow.Texts(_batches)));
    }

    [Theory]
    [InlineData("""{"streams":[]}""", 0)]
    [InlineData("""{"streams":null}""", 0)]
    [InlineData("{}", 0)]
    [InlineData("""{"streams":[{"stream":{"a":"b"},"values":[]}]}""", 1)]
    [InlineData("""{"streams":[{"stream":{"a-b":"b"},"values":[["1","x"]]},{"stream":{"a":"b"},"values":[["1","x"]]}]}""", 2)]
    public void Streams_count_whether_they_have_lines_or_not(string json, int streams)
    {
        Decode(json);

        Assert.Equal(streams, _batches.Streams);
    }

    [Fact]
    public void A_stream_with_labels_that_cannot_be_read_spoils_no_other()
    {
        Decode("""{"streams":[{"stream":{"a-b":"x"},"values":[["1","lost"],["2","lost"]]},{"stream":{"app":"x"},"values":[["1","kept"]]}]}""");

        Assert.Contains("kept", Assert.Single(StoredRow.Texts(_batches)), StringComparison.Ordinal);
        var rejection = Assert.Single(_batches.Rejections);
        Assert.Equal(
            (LogsRejectReason.InvalidLabels, 2, "couldn't parse labels: 1:3: parse error: unexpected character inside braces: '-'"),
            (rejection.Reason, rejection.Items, rejection.FirstMessage));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"streams": [""")]
    [InlineData("""{"streams":{}}""")]
    [InlineData("""{"streams":[1]}""")]
    [InlineData("""{"streams":[{"stream":"x","values":[]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":{}}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":["x"]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[[]]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[["5"]]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[[5,"x"]]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[["5",6]]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[["5s","x"]]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[["","x"]]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[["5","x",5]]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[["5","x",{"n":5}]]}]}""")]
    [InlineData("""{"streams":[{"stream":{"app":"x"},"values":[["5","x",{"n":{}}]]}]}""")]
    [InlineData("""{"streams":[{"labels":"{app=\"x\"}","entries":[{"ts":"yesterday","line":"x"}]}]}""")]
    [InlineData("""{"streams":[]} trailing""")]
    public void What_is_no_request_fails(string json) => Assert.Throws<MalformedMessageException>(() => Decode(json));

    [Fact]
    public void Damaged_text_fails_as_malformed_and_in_no_other_way()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"streams":[{"stream":{"app":"x\n"},"values":[["5","one \u00e9"],["6","two",{"k":"v"}]]}]}""");
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOfConst((byte)'"', (byte)'\\', (byte)'{', (byte)']', (byte)','))).Array[1, 3].Sample(changes =>
        {
            byte[] damaged = [.. json];
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
        }, iter: 20_000, threads: 1);
    }

    private void Decode(string json)
    {
        _batches.Begin(new LogLimits());
        _decoder.Decode(Encoding.UTF8.GetBytes(json), _batches);
    }
}
