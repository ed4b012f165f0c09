namespace Orleans.Obs.Load.Fleet;

/// <summary>Encodes labels as the fields of a remote write TimeSeries.</summary>
internal sealed class LabelFields
{
    private readonly ProtobufWriter _series = new();
    private readonly ProtobufWriter _label = new();

    /// <param name="labels">Names and values, sorted by name.</param>
    public byte[] Of(IEnumerable<(string Name, string Value)> labels)
    {
        _series.Clear();
        foreach ((string name, string value) in labels)
        {
            _label.Clear();
            _label.String(1, name);
            _label.String(2, value);
            _series.Bytes(1, _label.Written);
        }

        return _series.Written.ToArray();
    }
}
