using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Protocols.Tests.Loki;

public sealed class StreamLabelsTests
{
    [Theory]
    [InlineData("""{app="x"}""", """{app="x", service_name="x"}""")]
    [InlineData("""{ b = "2" , a = "1" , }""", """{a="1", b="2", service_name="unknown_service"}""")]
    [InlineData("{a=`C:\\temp`,b='single'}", """{a="C:\\temp", b="single", service_name="unknown_service"}""")]
    [InlineData("""{a="q\"\\\n\t\u00e9\xc3\xa9"}""", "{a=\"q\\\"\\\\\\n\\t\u00e9\u00e9\", service_name=\"unknown_service\"}")]
    [InlineData("""{a="",b="1"}""", """{b="1", service_name="unknown_service"}""")]
    [InlineData("{}", """{service_name="unknown_service"}""")]
    [InlineData("""up{a="1"}""", """{__name__="up", a="1", service_name="unknown_service"}""")]
    [InlineData("""{a="x\xff"}""", "{a=\"x\uFFFD\", service_name=\"unknown_service\"}")]
    [InlineData("""{service_name="mine",app="x"}""", """{app="x", service_name="mine"}""")]
    [InlineData("""{job="j",container="c"}""", """{container="c", job="j", service_name="c"}""")]
    [InlineData("""{k8s_job_name="j",unrelated="c"}""", """{k8s_job_name="j", service_name="j", unrelated="c"}""")]
    public void Labels_are_read_as_Prometheus_reads_them(string text, string stream) => Assert.Equal(stream, Resolve(text));

    [Theory]
    [InlineData("{a-b=\"x\"}", "couldn't parse labels: 1:3: parse error: unexpected character inside braces: '-'")]
    [InlineData("{a.b=\"x\"}", "couldn't parse labels: 1:3: parse error: unexpected character inside braces: '.'")]
    [InlineData("{a=x}", "couldn't parse labels: 1:4: parse error: unexpected character inside braces: 'x'")]
    [InlineData("{a=\"x\" b=\"y\"}", "couldn't parse labels: 1:8: parse error: unexpected character inside braces: 'b'")]
    [InlineData("{a=\"x\"", "couldn't parse labels: 1:7: parse error: unexpected end of input inside braces")]
    [InlineData("{a=\"x", "couldn't parse labels: 1:6: parse error: unterminated quoted string")]
    [InlineData("{a=\"x\\", "couldn't parse labels: 1:7: parse error: unterminated quoted string")]
    [InlineData("{a=\"\\q\"}", "couldn't parse labels: 1:4: parse error: invalid quoted string")]
    [InlineData("{a=\"x\"} b", "couldn't parse labels: 1:9: parse error: unexpected character: 'b'")]
    [InlineData("\n {\n1=\"x\"}", "couldn't parse labels: 3:1: parse error: unexpected character inside braces: '1'")]
    [InlineData("", "couldn't parse labels: 1:1: parse error: unexpected end of input")]
    [InlineData("{a=\"x\",a=\"y\"}", "stream '{a=\"x\",a=\"y\"}' has duplicate label name: 'a'")]
    public void What_is_wrong_with_labels_is_told_with_its_place(string text, string fault) => Assert.Equal(fault, Resolve(text));

    [Fact]
    public void A_stream_reads_back_from_its_own_text()
    {
        Gen<string> value = Gen.String[Gen.OneOf(Gen.Char["ab\"\\\n\t{}=,'` \u00e9\u20ac"], Gen.Char[(char)0, (char)127]), 1, 8];
        Gen.Select(Gen.OneOfConst("a", "b", "_x1", "Job"), value).Array[0, 4].Sample(pairs =>
        {
            var builder = new LabelSetBuilder();
            foreach ((string name, string text) in pairs)
            {
                builder.Set(name, text);
            }

            string stream = PushedStream.Of(builder).ToString();
            return Resolve(stream) == stream;
        });
    }

    [Fact]
    public void Any_bytes_are_labels_or_a_fault() => Gen.Byte.Array[0, 40].Sample(text =>
        new StreamResolver().TryResolve(text, out PushedStream? stream, out string? fault) ? stream is not null : fault is not null);

    private static string Resolve(string text) =>
        new StreamResolver().TryResolve(Encoding.UTF8.GetBytes(text), out PushedStream? stream, out string? fault) ? stream.ToString() : fault;
}
