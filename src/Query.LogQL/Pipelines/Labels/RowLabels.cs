using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Pipelines.Filters;

namespace Orleans.Obs.Query.LogQL.Pipelines.Labels;

/// <summary>
/// The labels of the row that a pipeline is at: those of its stream, its structured metadata, and what the pipeline made of them. Nothing is copied before a stage changes it. Starting the
/// next row costs nothing for each label of the one before: what is known of a name counts only when it bears the number of the row.
/// </summary>
internal sealed class RowLabels(NameTable names, ParserHints hints, EarlyFilters filters)
{
    private const int LongestNumber = 20;

    private NameState[] _states = new NameState[64];
    private ParsedLabel[] _parsed = new ParsedLabel[32];
    private byte[] _text = new byte[1024];
    private int _parsedCount;
    private int _textLength;
    private int _deletedCount;
    private int _requiredLeft;
    private int _row;
    private int _epoch;

    public NameTable Names { get; } = names;

    public ParserHints Hints { get; } = hints;

    public StreamLabels Stream { get; private set; } = null!;

    public MetadataLayer Metadata { get; private set; } = MetadataLayer.Empty;

    /// <summary>The error that the row carries; empty when it has none.</summary>
    public string Error { get; private set; } = "";

    public string ErrorDetails { get; set; } = "";

    public bool HasError => Error.Length > 0;

    /// <summary>True when every label that the query needs has been parsed.</summary>
    public bool HasAllRequired => Hints.IsLimited && _requiredLeft == 0;

    /// <summary>True when the labels are those that the row was stored with.</summary>
    public bool IsUnchanged => _parsedCount == 0 && _deletedCount == 0 && !HasError && ErrorDetails.Length == 0;

    /// <summary>Labels that the pipeline set and that are still there, in any order.</summary>
    public int ParsedCount => _parsedCount;

    public void Begin(StreamLabels stream, MetadataLayer metadata, int row)
    {
        (Stream, Metadata, _row) = (stream, metadata, row);
        _epoch++;
        (_parsedCount, _textLength, _deletedCount, _requiredLeft) = (0, 0, 0, Hints.RequiredCount);
        (Error, ErrorDetails) = ("", "");
        foreach (int name in metadata.Names)
        {
            if (name <= NameTable.ErrorDetails && TryGet(name, out ReadOnlySpan<byte> value))
            {
                TakeError(name, value);
            }
        }
    }

    public void SetError(string error, string details) => (Error, ErrorDetails) = (error, details.Length > 0 ? details : ErrorDetails);

    /// <summary>False when the row can't pass with the error that it has.</summary>
    public bool PassesError => filters.Pass(NameTable.Error, this);

    /// <summary>What a parser that fails does.</summary>
    public void FailParsing(string error, string details)
    {
        SetError(error, details);
        if (Hints.PreservesErrors)
        {
            Set(NameTable.PreserveError, "true"u8);
        }
    }

    public void ClearError() => Error = "";

    public bool TryGet(int name, out ReadOnlySpan<byte> value)
    {
        ref NameState state = ref StateOf(name);
        if (state.SetEpoch == _epoch)
        {
            ref readonly ParsedLabel label = ref _parsed[state.Index];
            value = _text.AsSpan(label.Offset, label.Length);
            return true;
        }

        if (state.DeletedEpoch == _epoch)
        {
            value = default;
            return false;
        }

        return TryGetMetadata(name, out value) || Stream.TryGet(name, out value);
    }

    /// <summary>Does the stream have a label of this name, whatever the pipeline did to it?</summary>
    public bool IsOfStream(int name) => Stream.Has(name);

    /// <summary>Does the row have metadata of this name that the pipeline left alone?</summary>
    public bool IsMetadata(int name)
    {
        ref NameState state = ref StateOf(name);
        return state.SetEpoch != _epoch && state.DeletedEpoch != _epoch && Metadata.Find(name) is { } column && column.Has(_row);
    }

    /// <summary>The name under which a parser stores what it found under a name.</summary>
    public int Target(int name) => IsOfStream(name) || IsMetadata(name) ? Names.ExtractedOf(name) : name;

    /// <summary>True when a parser stored this name for this row before; the first one counts.</summary>
    public bool WasExtracted(int name) => StateOf(name).ExtractedEpoch == _epoch;

    /// <summary>Should a parser store this name?</summary>
    public bool Wants(int name) => Hints.Wants(name) && !WasExtracted(name);

    /// <summary>Stores what a parser found; false when the row can't pass with it.</summary>
    public bool Take(int name, ReadOnlySpan<byte> value)
    {
        Set(name, value);
        return filters.Pass(name, this);
    }

    public void Set(int name, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(name, value.Length));
    }

    /// <summary>Sets a label whose value the caller writes.</summary>
    public Span<byte> Reserve(int name, int length)
    {
        ref NameState state = ref StateOf(name);
        if (state.SetEpoch != _epoch)
        {
            if (_parsedCount == _parsed.Length)
            {
                Array.Resize(ref _parsed, 2 * _parsedCount);
            }

            state.SetEpoch = _epoch;
            state.Index = _parsedCount++;
        }

        if (state.ExtractedEpoch != _epoch)
        {
            state.ExtractedEpoch = _epoch;
            _requiredLeft -= Hints.IsRequired(name) ? 1 : 0;
        }

        if (_textLength + length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_textLength + length, 2 * _text.Length));
        }

        _parsed[state.Index] = new ParsedLabel(name, _textLength, length);
        _textLength += length;
        return _text.AsSpan(_textLength - length, length);
    }

    public void Delete(int name)
    {
        ref NameState state = ref StateOf(name);
        if (state.SetEpoch == _epoch)
        {
            // The last one takes the place of the one that goes.
            ParsedLabel last = _parsed[--_parsedCount];
            _parsed[state.Index] = last;
            StateOf(last.Name).Index = state.Index;
            state.SetEpoch = 0;
        }

        if (state.DeletedEpoch != _epoch)
        {
            state.DeletedEpoch = _epoch;
            _deletedCount++;
        }
    }

    /// <summary>The name of a label that the pipeline set.</summary>
    public int ParsedName(int index) => _parsed[index].Name;

    public ReadOnlySpan<byte> ParsedValue(int index) => _text.AsSpan(_parsed[index].Offset, _parsed[index].Length);

    /// <summary>True when a stream's label or metadata of this name still shows.</summary>
    public bool Shows(int name)
    {
        ref NameState state = ref StateOf(name);
        return state.SetEpoch != _epoch && state.DeletedEpoch != _epoch;
    }

    /// <summary>The row's value in a column; texts of numbers are written into the row's own memory.</summary>
    public ReadOnlySpan<byte> ValueIn(MetadataColumn column)
    {
        if (column.Kind != MetadataKind.Numbers)
        {
            return column.ValueOf(_row, default);
        }

        if (_textLength + LongestNumber > _text.Length)
        {
            Array.Resize(ref _text, 2 * _text.Length);
        }

        ReadOnlySpan<byte> text = column.ValueOf(_row, _text.AsSpan(_textLength, LongestNumber));
        _textLength += text.Length;
        return text;
    }

    public bool HasIn(MetadataColumn column) => column.Has(_row);

    private bool TryGetMetadata(int name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Metadata.Find(name) is not { } column || !column.Has(_row))
        {
            return false;
        }

        value = ValueIn(column);
        return true;
    }

    // Metadata of these names are no labels but say that the row has an error.
    private void TakeError(int name, ReadOnlySpan<byte> value)
    {
        string text = System.Text.Encoding.UTF8.GetString(value);
        (Error, ErrorDetails) = name == NameTable.Error ? (text, ErrorDetails) : (Error, text);
        StateOf(name).DeletedEpoch = _epoch;
    }

    private ref NameState StateOf(int name)
    {
        if (name >= _states.Length)
        {
            Array.Resize(ref _states, Math.Max(2 * _states.Length, name + 1));
        }

        return ref _states[name];
    }

    private readonly record struct ParsedLabel(int Name, int Offset, int Length);

    private struct NameState
    {
        public int SetEpoch;
        public int Index;
        public int DeletedEpoch;
        public int ExtractedEpoch;
    }
}
