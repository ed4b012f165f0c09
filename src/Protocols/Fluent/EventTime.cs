using System.Buffers.Binary;

namespace Orleans.Obs.Protocols.Fluent;

/// <summary>Times of the forward protocol: whole seconds, a fraction, or an extension of type 0 with seconds and nanoseconds.</summary>
internal static class EventTime
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long LatestSecond = long.MaxValue / NanosecondsPerSecond - 1;

    /// <summary>Reads a time in any of its forms as nanoseconds since the epoch; null when it states none.</summary>
    public static long? Read(ref MsgPackReader reader)
    {
        switch (reader.Kind)
        {
            case MsgPackKind.Integer:
                return Math.Clamp(reader.ReadInteger(), 0, LatestSecond) * NanosecondsPerSecond;
            case MsgPackKind.Float:
                return (long)(Math.Clamp(reader.ReadFloat(), 0, LatestSecond) * NanosecondsPerSecond);
            case MsgPackKind.Extension when TryRead(ref reader, out long nanoseconds):
                return nanoseconds;
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>Reads a time that is an extension; false, with nothing read, when the extension is another.</summary>
    public static bool TryRead(ref MsgPackReader reader, out long nanoseconds)
    {
        MsgPackReader ahead = reader;
        ReadOnlySpan<byte> content = ahead.ReadExtension(out sbyte type);
        nanoseconds = 0;
        if (type != 0 || content.Length != 8)
        {
            return false;
        }

        reader = ahead;
        nanoseconds = (BinaryPrimitives.ReadUInt32BigEndian(content) * NanosecondsPerSecond) + BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        return true;
    }
}
