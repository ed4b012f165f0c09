using CsCheck;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteRead;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Protocols.Tests.RemoteRead;

public sealed class ReadRequestTests
{
    [Fact]
    public void A_request_is_read_field_by_field()
    {
        ProtoMessage matcher = new ProtoMessage().Varint(1, 2).Text(2, "job").Text(3, "a|b");
        ProtoMessage query = new ProtoMessage().Int64(1, -5).Int64(2, 7).Message(3, matcher).Message(4, new ProtoMessage().Int64(1, 15));
        var request = ReadRequest.Decode(new ProtoMessage().Message(1, query).ToArray());
        ReadQuery read = Assert.Single(request.Queries);
        Assert.Equal((-5, 7), (read.Start, read.End));
        Assert.Equal(new LabelMatcher(MatchOperator.Regex, "job", "a|b"), Assert.Single(read.Matchers));
        Assert.Equal(ReadResponseType.Samples, request.ResponseType);
    }

    [Theory]
    [InlineData(new ulong[] { 1, 0 }, ReadResponseType.StreamedXorChunks)]
    [InlineData(new ulong[] { 0, 1 }, ReadResponseType.Samples)]
    [InlineData(new ulong[] { 9, 1 }, ReadResponseType.StreamedXorChunks)]
    public void The_first_response_type_that_there_is_wins(ulong[] accepted, ReadResponseType type)
    {
        var unpacked = new ProtoMessage();
        foreach (ulong one in accepted)
        {
            unpacked.Varint(2, one);
        }

        Assert.Equal(type, ReadRequest.Decode(unpacked.ToArray()).ResponseType);
        Assert.Equal(type, ReadRequest.Decode(new ProtoMessage().PackedVarint(2, [.. accepted.Select(one => (uint)one)]).ToArray()).ResponseType);
    }

    [Fact]
    public void A_client_that_takes_only_what_is_unknown_is_refused() =>
        Assert.Throws<MalformedMessageException>(() => ReadRequest.Decode(new ProtoMessage().Varint(2, 7).ToArray()));

    [Fact]
    public void Any_bytes_fail_as_malformed_and_in_no_other_way() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        try
        {
            ReadRequest.Decode(bytes);
        }
        catch (MalformedMessageException)
        {
        }
    }, iter: 50_000);
}
