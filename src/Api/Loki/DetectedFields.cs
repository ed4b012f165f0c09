using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.LogQL.Evaluation;
using Orleans.Obs.Query.LogQL.Pipelines;

namespace Orleans.Obs.Api.Loki;

/// <summary>The fields of lines: what is in their metadata, and what the parsers would find in them. Stops at so many fields; those that are known go on.</summary>
internal sealed class DetectedFields(int limit)
{
    private readonly SortedDictionary<string, DetectedField> _fields = new(StringComparer.Ordinal);

    public IEnumerable<DetectedField> All => _fields.Values;

    /// <summary>Looks at a line.</summary>
    public void Add(LogEntry entry)
    {
        AddAll(entry.Metadata);

        // What the query itself has parsed is a field too, but for what went wrong on the way.
        AddAll(entry.Parsed);
        IReadOnlyList<LineField>? json = LineFields.OfJson(entry.Line.Span);
        foreach (LineField field in json ?? LineFields.OfLogfmt(entry.Line.Span))
        {
            bool clashes = !entry.Stream.ValueOf(Encoding.UTF8.GetBytes(field.Name)).IsEmpty;
            FieldOf(clashes ? field.Name + "_extracted" : field.Name)?.Add(field.Value, json is null ? "logfmt" : "json", field.JsonPath);
        }
    }

    private void AddAll(LabelSet labels)
    {
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            if (!reader.Name.StartsWith("__"u8))
            {
                FieldOf(Encoding.UTF8.GetString(reader.Name))?.Add(Encoding.UTF8.GetString(reader.Value));
            }
        }
    }

    private DetectedField? FieldOf(string name)
    {
        if (!_fields.TryGetValue(name, out DetectedField? field) && _fields.Count < limit)
        {
            _fields.Add(name, field = new DetectedField(name));
        }

        return field;
    }
}
