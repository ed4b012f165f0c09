using System.Text;
using System.Text.Json;
using CsCheck;
using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Protocols.Tests.Logs;

namespace Orleans.Obs.Protocols.Tests.Documents;

public sealed class DocumentTests
{
    [Theory]
    [InlineData("""{"@timestamp":"2026-11-20T10:00:00Z","message":"hello","status":200,"ok":true,"gone":null,"empty":""}""",
        """{index="i", service_name="unknown_service"} 1795168800000000000 hello [detected_level=unknown ok=true status=200]""")]
    [InlineData("""{"msg":"m","log":"l","http":{"request":{"method":"GET"},"status":5},"tags":["a","b"]}""",
        """{index="i", service_name="unknown_service"} 7 m [detected_level=unknown http_request_method=GET http_status=5 log=l tags=["a","b"]]""")]
    [InlineData("""{"event":{"original":"raw line"},"log":{"level":"WARN"},"service":{"name":"shop"}}""",
        """{index="i", service_name="shop"} 7 raw line [detected_level=warn log_level=WARN service_name=shop]""")]
    [InlineData("""{"service_name":"shop","message":"x"}""", """{index="i", service_name="shop"} 7 x [detected_level=unknown]""")]
    [InlineData("""{"a":1,"b":"two \"quoted\"","c":{"d":1.50}}""",
        """{index="i", service_name="unknown_service"} 7 {"a":1,"b":"two \"quoted\"","c.d":1.50} [a=1 b=two "quoted" c_d=1.50 detected_level=unknown]""")]
    [InlineData("""{"@timestamp":"no time","message":"x"}""", """{index="i", service_name="unknown_service"} 7 x [_timestamp=no time detected_level=unknown]""")]
    [InlineData("""{"message":"x","a":{},"b":{"c":{}}}""", """{index="i", service_name="unknown_service"} 7 x [detected_level=unknown]""")]
    public void A_document_becomes_a_row(string json, string row) => Assert.Equal(row, RowOf(json, DocumentMapping.Default));

    [Fact]
    public void A_mapping_says_which_fields_are_what() => Assert.Equal(
        """{a_b="x", host="h", index="i", service_name="unknown_service"} 1795168800000000000 the text [detected_level=unknown message=other]""",
        RowOf(
            """{"host":"h","a":{"b":"x"},"when":1795168800,"text":"the text","message":"other"}""",
            new DocumentMapping { MessageFields = ["text"], TimeFields = ["when"], StreamFields = ["host", "a.b", "absent"] }));

    [Theory]
    [InlineData("2026-11-20", 1_795_132_800_000_000_000)]
    [InlineData("2026-11-20T10:00", 1_795_168_800_000_000_000)]
    [InlineData("2026-11-20T10:00:00", 1_795_168_800_000_000_000)]
    [InlineData("2026-11-20 10:00:00.5", 1_795_168_800_500_000_000)]
    [InlineData("2026-11-20T10:00:00.123456789Z", 1_795_168_800_123_456_789)]
    [InlineData("2026-11-20T11:00:00+0100", 1_795_168_800_000_000_000)]
    [InlineData("2026-11-20T11:00+01:00", 1_795_168_800_000_000_000)]
    [InlineData("2026-11-20t10:00:00z", 1_795_168_800_000_000_000)]
    [InlineData("1795168800", 1_795_168_800_000_000_000)]
    [InlineData("1795168800.25", 1_795_168_800_250_000_000)]
    [InlineData("1795168800000", 1_795_168_800_000_000_000)]
    [InlineData("1795168800000000", 1_795_168_800_000_000_000)]
    [InlineData("1795168800000000001", 1_795_168_800_000_000_001)]
    [InlineData("-1", -1_000_000_000)]
    public void Times_have_many_forms(string text, long nanoseconds)
    {
        Assert.True(DocumentTime.TryParse(Encoding.UTF8.GetBytes(text), out long time));
        Assert.Equal(nanoseconds, time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2026-13-20")]
    [InlineData("2026-11-20T25:00")]
    [InlineData("2026-11-20T10:00:00+1")]
    [InlineData("2026-11-20T10:00:00 and a very long text behind it that is no time at all")]
    [InlineData("1e400")]
    public void Other_texts_are_no_times(string text) => Assert.False(DocumentTime.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Any_bytes_are_a_time_or_none() => Gen.Byte.Array[0, 60].Sample(bytes => DocumentTime.TryParse(bytes, out _) || true);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("""{"a":}""")]
    [InlineData("""{"a":1} {"b":2}""")]
    public void What_is_no_object_is_no_document(string json) => Assert.ThrowsAny<JsonException>(() => RowOf(json, DocumentMapping.Default));

    [Fact]
    public void Damaged_documents_fail_as_JSON_and_in_no_other_way()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"message":"x \u00e9 \n","a":{"b":[1,{"c":2}],"d":-1.5e3},"t":true}""");
        var reader = new JsonDocumentReader();
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOfConst((byte)'"', (byte)'\\', (byte)'{', (byte)'u'))).Array[1, 3].Sample(changes =>
        {
            byte[] damaged = [.. json];
            foreach ((int at, byte value) in changes)
            {
                damaged[at] = value;
            }

            try
            {
                new JsonDocumentReader().Read(damaged, new LogDocument());
            }
            catch (JsonException)
            {
            }
        }, iter: 20_000);
    }

    private static string RowOf(string json, DocumentMapping mapping)
    {
        var document = new LogDocument();
        new JsonDocumentReader().Read(Encoding.UTF8.GetBytes(json), document);
        var batches = new LogBatches(1);
        batches.Begin(new LogLimits());
        new DocumentRows(new StreamResolver()).Add(document, null, 7, ("index", "i"u8.ToArray()), mapping, batches);
        return Assert.Single(StoredRow.Texts(batches));
    }
}
