using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>The groups of an aggregation: their labels, and whether any member's name is to be dropped.</summary>
internal sealed class GroupTable
{
    private readonly LabelSetTable _labels = new();
    private bool[] _nameDropped = [];

    public int Count => _labels.Count;

    public LabelSet LabelsOf(int group) => _labels[group];

    public bool IsNameDropped(int group) => _nameDropped[group];

    /// <summary>The number of the group with these labels.</summary>
    public int GroupOf(ReadOnlySpan<byte> labels, bool nameDropped)
    {
        int group = _labels.GetOrAdd(labels, out bool added);
        if (added && group >= _nameDropped.Length)
        {
            Array.Resize(ref _nameDropped, Math.Max(16, 2 * _nameDropped.Length));
        }

        _nameDropped[group] |= nameDropped;
        return group;
    }

    public void DropName(int group) => _nameDropped[group] = true;
}
