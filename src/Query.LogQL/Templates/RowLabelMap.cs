using Orleans.Obs.Query.Common.Templates;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Templates;

/// <summary>The labels of a row as a template sees them.</summary>
internal sealed class RowLabelMap(RowLabels row) : ITextMap
{
    public int Count => All().Count;

    public IEnumerable<string> Keys => All().Keys.Order(StringComparer.Ordinal);

    public bool TryGet(string key, out object? value)
    {
        value = "";
        switch (key)
        {
            case "__error__" when row.HasError:
                value = row.Error;
                return true;
            case "__error_details__" when row.ErrorDetails.Length > 0:
                value = row.ErrorDetails;
                return true;
        }

        int name = row.Names.Find(GoLiteral.Encode(key));
        if (name < 0 || !row.TryGet(name, out ReadOnlySpan<byte> text))
        {
            return false;
        }

        value = GoLiteral.Decode(text);
        return true;
    }

    /// <summary>The labels as they are now, for who changes them.</summary>
    public TextSnapshot Snapshot() => new(All());

    private Dictionary<string, string> All()
    {
        var writer = new LabelSetWriter(row.Names);
        writer.AddAll(row);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Engine.Labels.LabelReader(writer.Complete());
        while (reader.Read())
        {
            labels[GoLiteral.Decode(reader.Name)] = GoLiteral.Decode(reader.Value);
        }

        return labels;
    }
}
