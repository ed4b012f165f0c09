using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Protocols.Loki;

/// <summary>Finds out which stream a client means, from the text of its labels or from a JSON object of them, and remembers it. Thread-safe.</summary>
public sealed class StreamResolver
{
    private readonly PushedStreamCache _byText = new();
    private readonly PushedStreamCache _byJson = new();

    /// <summary>The stream of labels in the notation of Prometheus' metrics; false with Loki's words about what is wrong with them.</summary>
    public bool TryResolve(ReadOnlySpan<byte> labels, [NotNullWhen(true)] out PushedStream? stream, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (_byText.TryGet(labels, out stream))
        {
            return true;
        }

        var builder = new LabelSetBuilder();
        if (!new StreamLabels(labels, builder).TryRead(out fault))
        {
            return false;
        }

        stream = PushedStream.Of(builder);
        _byText.Add(labels, stream);
        return true;
    }

    /// <summary>The stream of labels in a JSON object, which must be sound JSON. A value that is no string counts as its text.</summary>
    public bool TryResolveJson(ReadOnlySpan<byte> json, [NotNullWhen(true)] out PushedStream? stream, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (_byJson.TryGet(json, out stream))
        {
            return true;
        }

        if (!TryResolve(Encoding.UTF8.GetBytes(ToText(json)), out stream, out fault))
        {
            return false;
        }

        _byJson.Add(json, stream);
        return true;
    }

    private static string ToText(ReadOnlySpan<byte> json)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var scratch = new ByteBuffer();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = Encoding.UTF8.GetString(JsonText.Of(ref reader, scratch));
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            bool isText = reader.TokenType == JsonTokenType.String;
            reader.Skip();
            labels[name] = Encoding.UTF8.GetString(isText ? JsonText.Of(ref reader, scratch) : json[start..(int)reader.BytesConsumed]);
        }

        return $"{{{string.Join(", ", labels.Select(static label => $"{label.Key}={GoLiteral.Quote(label.Value)}"))}}}";
    }
}
