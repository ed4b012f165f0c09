using System.Text.Json;
using Orleans.Obs.Protocols.Compression;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>
/// Finds the end of the next message of a forward stream while it comes in: MessagePack, or JSON when it begins with a brace or a bracket. It goes on where it stopped, so that a message in
/// many pieces is looked at once.
/// </summary>
/// <param name="limit">The longest message, bytes.</param>
public sealed class ForwardFraming(int limit)
{
    private MsgPackMeter _meter = new(limit);
    private JsonReaderState _json;
    private int _jsonRead;

    /// <summary>Takes the message at the front of what was received; false when more bytes are needed.</summary>
    /// <exception cref="MalformedMessageException">It is neither MessagePack nor JSON.</exception>
    /// <exception cref="OversizedMessageException">It is longer than allowed.</exception>
    public bool TryTake(ReadOnlyMemory<byte> received, out ForwardFrame frame)
    {
        frame = default;
        if (received.Span[0] is (byte)'{' or (byte)'[')
        {
            return TryTakeJson(received, out frame);
        }

        switch (_meter.Measure(received.Span))
        {
            case MsgPackExtent.Complete:
                frame = new ForwardFrame(received[.._meter.Length], _meter.Length);
                return true;
            case MsgPackExtent.Incomplete:
                return false;
            case MsgPackExtent.TooLong:
                throw new OversizedMessageException($"a message is longer than {limit} bytes");
            default:
                throw new MalformedMessageException("not a valid MessagePack message");
        }
    }

    private bool TryTakeJson(ReadOnlyMemory<byte> received, out ForwardFrame frame)
    {
        frame = default;
        try
        {
            var reader = new Utf8JsonReader(received.Span[_jsonRead..], isFinalBlock: false, _json);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                {
                    int length = _jsonRead + (int)reader.BytesConsumed;
                    var message = new ByteBuffer();
                    JsonToMsgPack.Convert(received.Span[..length], message);

                    // Blanks between messages belong to the one before them.
                    int blanks = received.Span[length..].IndexOfAnyExcept(" \r\n\t"u8);
                    frame = new ForwardFrame(message.Written.ToArray(), length + (blanks < 0 ? received.Length - length : blanks));
                    return true;
                }
            }

            _jsonRead += (int)reader.BytesConsumed;
            _json = reader.CurrentState;
            return _jsonRead <= limit && received.Length <= limit ? false : throw new OversizedMessageException($"a message is longer than {limit} bytes");
        }
        catch (JsonException exception)
        {
            throw new MalformedMessageException($"not a valid JSON message: {exception.Message}", exception);
        }
    }
}
