using System.Buffers;
using System.Text;
using CsCheck;
using Orleans.Obs.Protocols.Elasticsearch;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Tests.Elasticsearch;

public sealed class BulkTests
{
    [Theory]
    [InlineData("{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"x\":1}\n", "Index a 1 {\"x\":1}")]
    [InlineData("{\"create\":{}}\n{\"x\":1}", "Create default  {\"x\":1}")]
    [InlineData("\n  \r\n{\"create\":{\"_id\":5,\"routing\":{\"a\":[1]},\"_index\":\"b\"}}\r\n\n{\"x\":1}\r\n\n", "Create b 5 {\"x\":1}")]
    [InlineData("{\"delete\":{\"_id\":\"9\"}}\n{\"update\":{\"_id\":\"8\"}}\n{\"doc\":{}}\n", "Delete default 9 |Update default 8 {\"doc\":{}}")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    public void Actions_are_read_in_their_order(string body, string actions)
    {
        var reader = new BulkReader(Encoding.UTF8.GetBytes(body), "default");
        var read = new List<string>();
        while (reader.Read())
        {
            read.Add($"{reader.Action} {reader.Index} {reader.Id} {Encoding.UTF8.GetString(reader.Source)}");
        }

        Assert.Equal(actions, string.Join('|', read));
    }

    [Theory]
    [InlineData("{\"index\":{}}\n")]
    [InlineData("{\"index\":[]}\n{}\n")]
    [InlineData("{\"replace\":{}}\n{}\n")]
    [InlineData("{}\n{}\n")]
    [InlineData("[]\n{}\n")]
    [InlineData("x\n{}\n")]
    [InlineData("{\"index\":{\"_index\":\"a\"\n{}\n")]
    public void A_body_that_breaks_the_rules_fails(string body) => Assert.Throws<MalformedMessageException>(() => ReadAll(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Damaged_bodies_fail_as_malformed_and_in_no_other_way()
    {
        byte[] body = Encoding.UTF8.GetBytes("{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"x\":1}\n{\"delete\":{\"_id\":\"2\"}}\n");
        Gen.Select(Gen.Int[0, body.Length - 1], Gen.Byte).Array[1, 3].Sample(changes =>
        {
            byte[] damaged = [.. body];
            foreach ((int at, byte value) in changes)
            {
                damaged[at] = value;
            }

            try
            {
                ReadAll(damaged);
            }
            catch (MalformedMessageException)
            {
            }
        }, iter: 20_000);
    }

    [Fact]
    public void The_answer_has_an_item_for_each_action_and_no_blanks() => Assert.Equal(
        """{"took":3,"errors":true,"items":[{"create":{"_index":"x","_id":"1","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}},{"index":{"_index":"x","_id":"2","status":400,"error":{"type":"document_parsing_exception","reason":"no"}}},{"delete":{"_index":"x","_id":"3","_version":1,"result":"not_found","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":404}}]}""",
        Answer("", Created, Failed, new BulkItem(BulkAction.Delete, "x", "3", 404)));

    [Theory]
    [InlineData("errors,items.*.error,items.*.status", """{"errors":true,"items":[{"create":{"status":201}},{"index":{"status":400,"error":{"type":"document_parsing_exception","reason":"no"}}}]}""")]
    [InlineData("items.*.error", """{"items":[{"index":{"error":{"type":"document_parsing_exception","reason":"no"}}}]}""")]
    [InlineData("took", """{"took":3}""")]
    [InlineData("errors,items", """{"errors":true,"items":[{"create":{"_index":"x","_id":"1","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}},{"index":{"_index":"x","_id":"2","status":400,"error":{"type":"document_parsing_exception","reason":"no"}}}]}""")]
    [InlineData("-took,-items.create", """{"errors":true,"items":[{"index":{"_index":"x","_id":"2","status":400,"error":{"type":"document_parsing_exception","reason":"no"}}}]}""")]
    [InlineData("**.status", """{"items":[{"create":{"status":201}},{"index":{"status":400}}]}""")]
    [InlineData("items.cr*._i*", """{"items":[{"create":{"_index":"x","_id":"1"}}]}""")]
    public void Clients_get_the_parts_that_they_ask_for(string filter, string answer) => Assert.Equal(answer, Answer(filter, Created, Failed));

    [Fact]
    public void No_items_are_an_empty_list() => Assert.Equal("""{"took":3,"errors":false,"items":[]}""", Answer(""));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("a*b?d", "axxbcd", true)]
    [InlineData("a*b?d", "abd", false)]
    [InlineData("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaac", false)]
    [InlineData("ab", "abc", false)]
    public void Wildcards_describe_whole_texts(string pattern, string text, bool matches) => Assert.Equal(matches, Wildcard.Matches(pattern, text));

    private static readonly BulkItem Created = new(BulkAction.Create, "x", "1", 201);
    private static readonly BulkItem Failed = new(BulkAction.Index, "x", "2", 400, "document_parsing_exception", "no");

    private static void ReadAll(byte[] body)
    {
        var reader = new BulkReader(body, "");
        while (reader.Read())
        {
        }
    }

    private static string Answer(string filter, params BulkItem[] items)
    {
        var destination = new ArrayBufferWriter<byte>();
        BulkAnswer.Write(destination, items, 3, FilterPath.Parse(filter));
        return Encoding.UTF8.GetString(destination.WrittenSpan);
    }
}
