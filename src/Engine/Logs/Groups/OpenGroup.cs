using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// The rows of a group that still grows, from one of them on up to those that were there when the view was made, in one selection. Made under the lock of whoever adds to the group; read without.
/// </summary>
internal sealed class OpenGroup : ILogGroup
{
    private readonly RowGroupBuilder _builder;
    private readonly GroupScope _scope;
    private readonly int _templates;
    private readonly int _metadata;

    /// <summary>A view of what is there now.</summary>
    public OpenGroup(RowGroupBuilder builder, int first, GroupScope scope)
    {
        (_builder, First, Rows, _scope) = (builder, first, builder.Count - first, scope);
        (MinTime, MaxTime) = (builder.MinTime, builder.MaxTime);
        (_templates, _metadata) = (builder.Templates.Count, builder.Metadata.Count);
    }

    public int First { get; }

    public long MinTime { get; }

    public long MaxTime { get; }

    public int Rows { get; }

    public int SelectedRows => Rows;

    public IReadOnlyList<int> Streams => _scope.Selected;

    public ValueTask<bool> MayContainAsync(LineNeedle needle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(needle);
        return ValueTask.FromResult(Array.Exists(needle.MatchAll(new OpenTemplates(_builder, _templates)), static match => !match.IsNever));
    }

    public ValueTask<bool> MayContainMetadataAsync(ReadOnlyMemory<byte> name, CancellationToken cancellationToken)
    {
        bool isThere = false;
        for (int i = 0; i < _metadata && !isThere; i++)
        {
            isThere = _builder.Metadata[i].Name.AsSpan().SequenceEqual(name.Span);
        }

        return ValueTask.FromResult(isThere);
    }

    public ValueTask<bool> MayContainMetadataAsync(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        MayContainMetadataAsync(name, cancellationToken);

    public ValueTask<ILogRows> OpenAsync(LogColumns columns, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ILogRows>(new OpenRows(_builder, First, Rows, _templates, _metadata, _scope));
}
