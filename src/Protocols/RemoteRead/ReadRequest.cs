using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>A remote read request (<c>prometheus.ReadRequest</c>). Hints are not looked at: they may be ignored by the protocol's own rules.</summary>
/// <param name="Queries">What is asked for.</param>
/// <param name="ResponseType">The form of the answer: of those that the client takes, the first that there is.</param>
public sealed record ReadRequest(ImmutableArray<ReadQuery> Queries, ReadResponseType ResponseType)
{
    private const uint QueriesTag = (1 << 3) | 2, ResponseTypesTag = 2 << 3, PackedResponseTypesTag = (2 << 3) | 2;

    /// <summary>Reads the uncompressed message.</summary>
    /// <exception cref="MalformedMessageException">The bytes are not a ReadRequest.</exception>
    public static ReadRequest Decode(ReadOnlySpan<byte> message)
    {
        var queries = ImmutableArray.CreateBuilder<ReadQuery>();
        var accepted = new List<ulong>();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case QueriesTag:
                    queries.Add(DecodeQuery(reader.ReadBytes()));
                    break;
                case ResponseTypesTag:
                    accepted.Add(reader.ReadVarint());
                    break;
                case PackedResponseTypesTag:
                    var packed = new ProtoReader(reader.ReadBytes());
                    while (!packed.AtEnd)
                    {
                        accepted.Add(packed.ReadVarint());
                    }

                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return new ReadRequest(queries.ToImmutable(), Negotiate(accepted));
    }

    private static ReadResponseType Negotiate(List<ulong> accepted)
    {
        if (accepted.Count == 0)
        {
            return ReadResponseType.Samples;
        }

        int known = accepted.FindIndex(static type => type <= (ulong)ReadResponseType.StreamedXorChunks);
        return known >= 0
            ? (ReadResponseType)accepted[known]
            : throw new MalformedMessageException($"server does not support any of the requested response types: [{string.Join(' ', accepted)}]; supported: map[SAMPLES:{{}} STREAMED_XOR_CHUNKS:{{}}]");
    }

    private static ReadQuery DecodeQuery(ReadOnlySpan<byte> message)
    {
        long start = 0, end = 0;
        var matchers = ImmutableArray.CreateBuilder<LabelMatcher>();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3:
                    start = reader.ReadInt64();
                    break;
                case 2 << 3:
                    end = reader.ReadInt64();
                    break;
                case 3 << 3 | 2:
                    matchers.Add(DecodeMatcher(reader.ReadBytes()));
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return new ReadQuery(start, end, matchers.ToImmutable());
    }

    private static LabelMatcher DecodeMatcher(ReadOnlySpan<byte> message)
    {
        ulong type = 0;
        string name = "", value = "";
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3:
                    type = reader.ReadVarint();
                    break;
                case 2 << 3 | 2:
                    name = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case 3 << 3 | 2:
                    value = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return type <= (ulong)MatchOperator.NotRegex
            ? new LabelMatcher((MatchOperator)type, name, value)
            : throw new MalformedMessageException($"unknown type of a matcher: {type}");
    }
}
