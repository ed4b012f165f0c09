using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Logs.Lines;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// A stored group in one selection. What may be in its lines is told by its header: texts of templates, values of columns that have few, ranges of numbers; and by its token filter, which is
/// read when the header does not decide.
/// </summary>
internal sealed class StoredGroup : ILogGroup
{
    private readonly GroupScope _scope;
    private readonly ConditionalWeakTable<LineNeedle, TemplateMatch[]> _matches = [];
    private TokenFilter? _filter;

    public StoredGroup(GroupHeader header, IGroupPages pages, GroupScope scope)
    {
        (Header, Pages, _scope) = (header, pages, scope);
        (MinTime, MaxTime) = (long.MaxValue, long.MinValue);
        for (int stream = 0; stream < scope.Streams.Length; stream++)
        {
            if (scope.Streams[stream] >= 0)
            {
                (int start, int end) = header.RowsOfStream(stream);
                SelectedRows += end - start;
                MinTime = Math.Min(MinTime, header.StreamMinTimes[stream]);
                MaxTime = Math.Max(MaxTime, header.StreamMaxTimes[stream]);
            }
        }
    }

    public GroupHeader Header { get; }

    public IGroupPages Pages { get; }

    public long MinTime { get; }

    public long MaxTime { get; }

    public int Rows => Header.Rows;

    public int SelectedRows { get; }

    public IReadOnlyList<int> Streams => _scope.Selected;

    public async ValueTask<bool> MayContainAsync(LineNeedle needle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(needle);
        TemplateMatch[] matches = MatchesOf(needle);
        if (!MayMatch(matches, null))
        {
            return false;
        }

        // The filter is only worth reading when the answer hangs on values.
        return Header.FilterPage < 0 || Array.Exists(matches, static match => match.IsAlways)
            || MayMatch(matches, await FilterAsync(cancellationToken).ConfigureAwait(false));
    }

    public ValueTask<bool> MayContainMetadataAsync(ReadOnlyMemory<byte> name, CancellationToken cancellationToken) => ValueTask.FromResult(Header.IndexOf(name.Span) >= 0);

    public async ValueTask<bool> MayContainMetadataAsync(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        int index = Header.IndexOf(name.Span);
        if (index < 0)
        {
            return false;
        }

        ColumnInfo column = Header.Metadata[index].Column;
        switch (column.Form)
        {
            case ColumnForm.Constant or ColumnForm.Choice:
                return Array.Exists(column.Values, known => known.Span.SequenceEqual(value.Span));
            case ColumnForm.Offset or ColumnForm.Delta:
                return WholeNumber.TryRead(value.Span, out long number) && number >= column.Min && number <= column.Max;
            case ColumnForm.Packed or ColumnForm.Text:
                var condition = new PartCondition(0, PartPlace.Whole, value, IgnoreCase: false);
                return column.MayMatch(condition, await FilterAsync(cancellationToken).ConfigureAwait(false));
            default:
                return true;
        }
    }

    public async ValueTask<ILogRows> OpenAsync(LogColumns columns, CancellationToken cancellationToken) =>
        await StoredRows.OpenAsync(this, _scope, columns, cancellationToken).ConfigureAwait(false);

    /// <summary>Which lines of each template contain a text.</summary>
    public TemplateMatch[] MatchesOf(LineNeedle needle) => _matches.GetValue(needle, key => key.MatchAll(Header));

    /// <summary>Could a way of a template's match come true?</summary>
    public bool MayMatch(int template, PartCondition[] way, TokenFilter? filter)
    {
        foreach (ref readonly PartCondition condition in way.AsSpan())
        {
            if (!Header.Columns[Header.Variables[template][condition.Variable].Column].MayMatch(condition, filter))
            {
                return false;
            }
        }

        return true;
    }

    private bool MayMatch(TemplateMatch[] matches, TokenFilter? filter)
    {
        for (int template = 0; template < matches.Length; template++)
        {
            if (matches[template].IsAlways)
            {
                return true;
            }

            foreach (PartCondition[] way in matches[template].Ways)
            {
                if (MayMatch(template, way, filter))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private async ValueTask<TokenFilter?> FilterAsync(CancellationToken cancellationToken)
    {
        if (_filter is null && Header.FilterPage >= 0)
        {
            ReadOnlyMemory<byte> bytes = (await Pages.ReadAsync([Header.FilterPage], cancellationToken).ConfigureAwait(false))[0];
            _filter = TokenFilter.Of(bytes, Header.FilterHasTexts)
                ?? throw new CorruptBlockException(Pages.Name, Pages.OffsetOf(Header.FilterPage), "a token filter of an impossible length");
        }

        return _filter;
    }
}
