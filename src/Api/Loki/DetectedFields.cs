using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Api.Loki;

/// <summary>The fields of lines: what is in their metadata, and what the parsers would find in them. Stops at so many fields; those that are known go on.</summary>
internal sealed class DetectedFields(int limit)
{
    private readonly SortedDictionary<string, DetectedField> _fields = new(StringComparer.Ordinal);

    public IEnumerable<DetectedField> All => _fields.Values;

    /// <summary>Looks at a line.</summary>
    public void Add(LogEntry entry)
    {
        LabelReader metadata = entry.Metadata.GetReader();
        while (metadata.Read())
        {
            FieldOf(Encoding.UTF8.GetString(metadata.Name))?.Add(Encoding.UTF8.GetString(metadata.Value));
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
