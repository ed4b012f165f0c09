using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>
/// Reads attributes (<c>KeyValue</c> messages) and values (<c>AnyValue</c>). As texts, strings are what they are, numbers and booleans as JSON has them, lists and maps JSON (maps sorted
/// by key), bytes base64.
/// </summary>
internal static class OtlpAttributes
{
    private const int MaxDepth = 32;
    private const uint StringValue = 1 << 3 | 2;
    private const uint BoolValue = 2 << 3;
    private const uint IntValue = 3 << 3;
    private const uint DoubleValue = 4 << 3 | 1;
    private const uint ArrayValue = 5 << 3 | 2;
    private const uint MapValue = 6 << 3 | 2;
    private const uint BytesValue = 7 << 3 | 2;

    // The text is no part of a web page; scripts of all the world shall stay readable.
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = MaxDepth + 2 };

    /// <summary>Splits a KeyValue message.</summary>
    /// <exception cref="MalformedMessageException">The bytes are none.</exception>
    public static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> keyValue, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> key = default;
        value = default;
        var reader = new ProtoReader(keyValue);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    key = reader.ReadBytes();
                    break;
                case 2 << 3 | 2:
                    value = reader.ReadBytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return key;
    }

    /// <summary>Writes an AnyValue message as text.</summary>
    /// <exception cref="MalformedMessageException">The bytes are none, or nested too deeply.</exception>
    public static void WriteText(ReadOnlySpan<byte> anyValue, IBufferWriter<byte> destination)
    {
        AnyValue value = Read(anyValue);
        switch (value.Kind)
        {
            case StringValue:
                destination.Write(value.Bytes);
                break;
            case BoolValue:
                destination.Write(value.Number != 0 ? "true"u8 : "false"u8);
                break;
            case IntValue:
                Utf8Formatter.TryFormat((long)value.Number, destination.GetSpan(20), out int digits);
                destination.Advance(digits);
                break;
            case DoubleValue:
                destination.Advance(PrometheusFloat.WriteSample(BitConverter.UInt64BitsToDouble(value.Number), destination.GetSpan(32)));
                break;
            case ArrayValue or MapValue:
                using (var json = new Utf8JsonWriter(destination, s_json))
                {
                    WriteJson(json, value, depth: 0);
                }

                break;
            case BytesValue:
                Base64.EncodeToUtf8(value.Bytes, destination.GetSpan(Base64.GetMaxEncodedToUtf8Length(value.Bytes.Length)), out _, out int length);
                destination.Advance(length);
                break;
        }
    }

    private static AnyValue Read(ReadOnlySpan<byte> anyValue)
    {
        // A value is one of several fields; the last one counts.
        var value = default(AnyValue);
        var reader = new ProtoReader(anyValue);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case StringValue or ArrayValue or MapValue or BytesValue:
                    value = new AnyValue(tag, 0, reader.ReadBytes());
                    break;
                case BoolValue or IntValue:
                    value = new AnyValue(tag, reader.ReadVarint(), default);
                    break;
                case DoubleValue:
                    value = new AnyValue(tag, reader.ReadFixed64(), default);
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return value;
    }

    private static void WriteJson(Utf8JsonWriter json, in AnyValue value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new MalformedMessageException("attributes are nested too deeply");
        }

        switch (value.Kind)
        {
            case StringValue:
                json.WriteStringValue(value.Bytes);
                break;
            case BoolValue:
                json.WriteBooleanValue(value.Number != 0);
                break;
            case IntValue:
                json.WriteNumberValue((long)value.Number);
                break;
            case DoubleValue:
                WriteJson(json, BitConverter.UInt64BitsToDouble(value.Number));
                break;
            case ArrayValue:
                WriteArray(json, value.Bytes, depth);
                break;
            case MapValue:
                WriteMap(json, value.Bytes, depth);
                break;
            case BytesValue:
                json.WriteBase64StringValue(value.Bytes);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void WriteJson(Utf8JsonWriter json, double number)
    {
        Span<byte> text = stackalloc byte[32];
        text = text[..PrometheusFloat.WriteSample(number, text)];
        if (double.IsFinite(number))
        {
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static void WriteArray(Utf8JsonWriter json, ReadOnlySpan<byte> array, int depth)
    {
        json.WriteStartArray();
        var reader = new ProtoReader(array);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (1 << 3 | 2))
            {
                WriteJson(json, Read(reader.ReadBytes()), depth + 1);
            }
            else
            {
                reader.Skip(tag);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, ReadOnlySpan<byte> map, int depth)
    {
        var entries = new List<(int Start, int Length)>();
        var reader = new ProtoReader(map);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (1 << 3 | 2))
            {
                int length = reader.ReadBytes().Length;
                entries.Add((reader.Position - length, length));
            }
            else
            {
                reader.Skip(tag);
            }
        }

        byte[] bytes = map.ToArray();
        entries.Sort((left, right) => KeyOf(bytes, left).SequenceCompareTo(KeyOf(bytes, right)));
        json.WriteStartObject();
        for (int i = 0; i < entries.Count; i++)
        {
            ReadOnlySpan<byte> key = Split(bytes.AsSpan(entries[i].Start, entries[i].Length), out ReadOnlySpan<byte> value);
            if (i + 1 == entries.Count || !key.SequenceEqual(KeyOf(bytes, entries[i + 1])))
            {
                json.WritePropertyName(key);
                WriteJson(json, Read(value), depth + 1);
            }
        }

        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> KeyOf(byte[] map, (int Start, int Length) entry) => Split(map.AsSpan(entry.Start, entry.Length), out _);

    private readonly ref struct AnyValue(uint kind, ulong number, ReadOnlySpan<byte> bytes)
    {
        public uint Kind { get; } = kind;

        public ulong Number { get; } = number;

        public ReadOnlySpan<byte> Bytes { get; } = bytes;
    }
}
