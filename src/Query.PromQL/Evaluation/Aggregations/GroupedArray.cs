namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>The same number of values for every group, in pages that stay where they are while groups are added: growing copies nothing.</summary>
internal sealed class GroupedArray<T>(int perGroup)
{
    private const int PageLength = 4096;
    private readonly int _groupsPerPage = Math.Max(1, PageLength / Math.Max(1, perGroup));
    private readonly List<T[]> _pages = [];

    /// <summary>The values of a group.</summary>
    public Span<T> this[int group] => _pages[group / _groupsPerPage].AsSpan(group % _groupsPerPage * perGroup, perGroup);

    /// <summary>Makes room for groups up to <paramref name="count"/>.</summary>
    public void EnsureGroups(int count)
    {
        while (_pages.Count * _groupsPerPage < count)
        {
            _pages.Add(new T[_groupsPerPage * perGroup]);
        }
    }
}
