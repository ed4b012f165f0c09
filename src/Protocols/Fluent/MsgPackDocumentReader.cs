using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>Reads MessagePack maps into <see cref="LogDocument"/>s. Keys and values may be any bytes.</summary>
public static class MsgPackDocumentReader
{
    private const int MaxDepth = 64;

    /// <summary>Reads the map that is next.</summary>
    /// <exception cref="Protobuf.MalformedMessageException">It is no map, or is nested too deeply.</exception>
    public static void Read(ref MsgPackReader reader, LogDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        int pairs = reader.ReadMapHeader();
        for (int i = 0; i < pairs; i++)
        {
            ReadPair(ref reader, document);
        }
    }

    private static void ReadPair(ref MsgPackReader reader, LogDocument document)
    {
        if (reader.Kind != MsgPackKind.Bytes)
        {
            // A key that is no text names nothing.
            reader.Skip();
            reader.Skip();
            return;
        }

        ReadOnlySpan<byte> name = reader.ReadBytes();
        switch (reader.Kind)
        {
            case MsgPackKind.Map:
                document.Push(name);
                if (document.Depth > MaxDepth)
                {
                    MsgPackReader.Fail();
                }

                Read(ref reader, document);
                document.Pop();
                break;
            case MsgPackKind.Bytes:
                document.Add(name, reader.ReadBytes());
                break;
            default:
                bool isNumber = reader.Kind is MsgPackKind.Integer or MsgPackKind.Float;
                int field = document.BeginField(name);
                if (reader.Kind == MsgPackKind.Nil)
                {
                    reader.Skip();
                }
                else
                {
                    WriteJson(ref reader, document.Value, 0);
                }

                document.EndField(field, isNumber);
                break;
        }
    }

    private static void WriteJson(ref MsgPackReader reader, ByteBuffer destination, int depth)
    {
        if (depth > MaxDepth)
        {
            MsgPackReader.Fail();
        }

        switch (reader.Kind)
        {
            case MsgPackKind.Integer:
                JsonText.Append(reader.ReadInteger(), destination);
                break;
            case MsgPackKind.Float:
                JsonText.Append(reader.ReadFloat(), destination);
                break;
            case MsgPackKind.Boolean:
                destination.Append(reader.ReadBoolean() ? "true"u8 : "false"u8);
                break;
            case MsgPackKind.Bytes:
                JsonText.Quote(reader.ReadBytes(), destination);
                break;
            case MsgPackKind.Array:
                int count = reader.ReadArrayHeader();
                destination.Append((byte)'[');
                for (int i = 0; i < count; i++)
                {
                    destination.Append(i > 0 ? ","u8 : default);
                    WriteJson(ref reader, destination, depth + 1);
                }

                destination.Append((byte)']');
                break;
            case MsgPackKind.Map:
                int pairs = reader.ReadMapHeader();
                destination.Append((byte)'{');
                for (int i = 0; i < pairs; i++)
                {
                    destination.Append(i > 0 ? ","u8 : default);
                    WriteJson(ref reader, destination, depth + 1);
                    destination.Append((byte)':');
                    WriteJson(ref reader, destination, depth + 1);
                }

                destination.Append((byte)'}');
                break;
            case MsgPackKind.Extension when EventTime.TryRead(ref reader, out long nanoseconds):
                JsonText.Append(nanoseconds, destination);
                break;
            default:
                reader.Skip();
                destination.Append("null"u8);
                break;
        }
    }
}
