using System.Text;

namespace Orleans.Obs.Testing;

/// <summary>A log line with its structured metadata, sorted bytewise by name.</summary>
public sealed record InMemoryLogRow(long Timestamp, byte[] Line, IReadOnlyList<KeyValuePair<string, string>> Metadata)
{
    /// <summary>A row from texts; of pairs with one name the last counts, pairs without a value not at all.</summary>
    public static InMemoryLogRow Of(long timestamp, string line, params (string Name, string Value)[] metadata) => Of(timestamp, Encoding.UTF8.GetBytes(line), metadata);

    /// <summary>A row from bytes.</summary>
    public static InMemoryLogRow Of(long timestamp, byte[] line, params (string Name, string Value)[] metadata)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in metadata)
        {
            sorted[name] = value;
        }

        return new InMemoryLogRow(timestamp, line, [.. sorted.Where(static pair => pair.Value.Length > 0)]);
    }

    /// <summary>The value of a name; null when there is none.</summary>
    public string? ValueOf(string name) => Metadata.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>The same time, line and metadata: such a row of one stream is stored once.</summary>
    public bool IsSameAs(InMemoryLogRow other) =>
        Timestamp == other.Timestamp && Line.AsSpan().SequenceEqual(other.Line) && Metadata.SequenceEqual(other.Metadata);
}
