using System.IO.Hashing;
using Orleans.Obs.Engine.Logs.Lines;
using ZstdSharp;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// Writes the variables of a builder's lines in the order of the sorted rows. Variables of different templates that stand behind the same text (<c>"user_id":</c>) share a column: together
/// they compress better and there are fewer columns.
/// </summary>
internal sealed class LineColumnsWriter
{
    private const int MaxValues = 1 << 22;

    private readonly RowGroupBuilder _builder;
    private readonly int[] _order;
    private readonly GroupPageWriter _pages;
    private readonly TokenCollector _tokens;
    private readonly ColumnEncoder _encoder;
    private readonly List<ColumnInfo> _columns = [];
    private readonly int[] _newNumbers;
    private readonly int[] _oldNumbers;
    private readonly int[] _starts;
    private readonly int[] _places;
    private readonly int[] _rows;
    private long[] _numbers = [];
    private byte[] _zeros = [];
    private long[] _times = [];
    private byte[] _bytes = [];
    private int[] _offsets = [];

    public LineColumnsWriter(RowGroupBuilder builder, int[] order, GroupPageWriter pages, TokenCollector tokens, ColumnEncoder encoder)
    {
        (_builder, _order, _pages, _tokens, _encoder) = (builder, order, pages, tokens, encoder);
        _newNumbers = new int[builder.Templates.Count];
        _oldNumbers = [.. Enumerable.Range(0, builder.Templates.Count).Where(template => builder.RowsOf(template) > 0)];
        for (int i = 0; i < _oldNumbers.Length; i++)
        {
            _newNumbers[_oldNumbers[i]] = i;
        }

        Templates = Array.ConvertAll(_oldNumbers, template => builder.Templates[template]);
        Rows = Array.ConvertAll(_oldNumbers, builder.RowsOf);
        Variables = Array.ConvertAll(Templates, static template => new (int, int)[template.Variables.Length]);
        (_starts, _places, _rows) = Group();
    }

    /// <summary>The templates that have rows, in the order of their numbers in the group.</summary>
    public LineTemplate[] Templates { get; }

    /// <summary>How many rows each has.</summary>
    public int[] Rows { get; }

    /// <summary>By template and variable: the column and the place of the first value in it. Complete after <see cref="WriteColumns"/>.</summary>
    public (int Column, int First)[][] Variables { get; }

    /// <summary>Writes the number of each row's template.</summary>
    public PlaceInPage WriteNumbers(Compressor compressor)
    {
        PlaceInPage place = _pages.Next();
        ulong[] numbers = new ulong[_order.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (ulong)_newNumbers[_builder.TemplateNumbers[_order[i]]];
        }

        Planes.Write(_pages.Body, numbers, Planes.WidthOf((ulong)(Templates.Length - 1)), compressor);
        return place;
    }

    /// <summary>Writes all columns.</summary>
    public ColumnInfo[] WriteColumns()
    {
        foreach (List<(int Template, int Variable)> members in Shared())
        {
            PlaceInPage place = _pages.Next();
            LineVariable variable = VariableOf(members[0]);
            int before = _pages.Body.Length;
            ColumnInfo info = variable.Kind switch
            {
                VariableKind.Number => WriteNumbers(members),
                VariableKind.Text => WriteTexts(members),
                _ => WriteHex(variable, members),
            };
            bool hasBody = _pages.Body.Length > before;
            _columns.Add(hasBody ? info with { Page = place.Page, Start = place.Start } : info);
            int first = 0;
            foreach ((int template, int index) in members)
            {
                Variables[template][index] = (_columns.Count - 1, first);
                first += Rows[template];
            }
        }

        return [.. _columns];
    }

    // The places of each template's rows among the builder's, and the rows themselves, in sorted order.
    private (int[] Starts, int[] Places, int[] Rows) Group()
    {
        int[] placeOf = new int[_order.Length], seen = new int[_newNumbers.Length];
        for (int row = 0; row < placeOf.Length; row++)
        {
            placeOf[row] = seen[_builder.TemplateNumbers[row]]++;
        }

        int[] starts = new int[Templates.Length + 1];
        for (int i = 0; i < Rows.Length; i++)
        {
            starts[i + 1] = starts[i] + Rows[i];
        }

        int[] next = starts[..^1], places = new int[_order.Length], rows = new int[_order.Length];
        foreach (int row in _order)
        {
            int at = next[_newNumbers[_builder.TemplateNumbers[row]]]++;
            (places[at], rows[at]) = (placeOf[row], row);
        }

        return (starts, places, rows);
    }

    private List<List<(int Template, int Variable)>> Shared()
    {
        var columns = new List<List<(int Template, int Variable)>>();
        var known = new Dictionary<ulong, (int Column, int Values)>();
        for (int template = 0; template < Templates.Length; template++)
        {
            LineTemplate form = Templates[template];
            ulong context = form.IsWhole ? 1UL : 0;
            for (int variable = 0; variable < form.Variables.Length; variable++)
            {
                context = ContextOf(form, variable, context);
                if (!known.TryGetValue(context, out (int Column, int Values) shared) || shared.Values + Rows[template] > MaxValues
                    || VariableOf(columns[shared.Column][0]) != form.Variables[variable])
                {
                    shared = (columns.Count, 0);
                    columns.Add([]);
                }

                columns[shared.Column].Add((template, variable));
                known[context] = (shared.Column, shared.Values + Rows[template]);
            }
        }

        return columns;
    }

    private static ulong ContextOf(LineTemplate template, int variable, ulong before)
    {
        const int enough = 3, most = 16;
        ReadOnlySpan<byte> text = template.TextAt(variable);
        LineVariable form = template.Variables[variable];
        long seed = ((long)form.Kind << 8) | (uint)form.Digits;
        if (text.Length < enough)
        {
            seed ^= unchecked((long)before * 31);
        }

        return XxHash3.HashToUInt64(text.Length > most ? text[^most..] : text, seed);
    }

    private ColumnInfo WriteNumbers(List<(int Template, int Variable)> members)
    {
        int count = members.Sum(member => Rows[member.Template]), at = 0;
        Ensure(ref _numbers, count);
        bool hasZeros = members.Exists(member => Values<NumberValues>(member).Zeros is not null);
        Ensure(ref _zeros, hasZeros ? count : 0);
        foreach ((int Template, int) member in members)
        {
            NumberValues values = Values<NumberValues>(member);
            foreach (int place in PlacesOf(member.Template))
            {
                _numbers[at] = values.Values[place];
                if (hasZeros)
                {
                    _zeros[at] = values.Zeros is { } zeros ? zeros[place] : (byte)0;
                }

                at++;
            }
        }

        return _encoder.WriteNumbers(_numbers.AsSpan(0, count), hasZeros ? _zeros.AsSpan(0, count) : default, hasZeros ? default : Times(members, count), _pages.Body);
    }

    private ReadOnlySpan<long> Times(List<(int Template, int Variable)> members, int count)
    {
        Ensure(ref _times, count);
        int at = 0;
        foreach ((int template, _) in members)
        {
            foreach (int row in _rows.AsSpan(_starts[template], Rows[template]))
            {
                _times[at++] = _builder.Timestamps[row];
            }
        }

        return _times.AsSpan(0, count);
    }

    private ColumnInfo WriteHex(LineVariable variable, List<(int Template, int Variable)> members)
    {
        int stride = variable.PackedLength, length = members.Sum(member => Rows[member.Template]) * stride, at = 0;
        Ensure(ref _bytes, length);
        foreach ((int Template, int) member in members)
        {
            byte[] packed = Values<HexValues>(member).Packed;
            foreach (int place in PlacesOf(member.Template))
            {
                packed.AsSpan(place * stride, stride).CopyTo(_bytes.AsSpan(at));
                at += stride;
            }
        }

        ColumnInfo info = _encoder.WriteHex(variable, _bytes.AsSpan(0, length), _pages.Body);
        if (info.Form == ColumnForm.Packed)
        {
            _tokens.AddIds(_bytes.AsSpan(0, length), stride);
        }

        return info;
    }

    private ColumnInfo WriteTexts(List<(int Template, int Variable)> members)
    {
        int count = members.Sum(member => Rows[member.Template]), at = 0;
        long length = 0;
        Ensure(ref _offsets, count + 1);
        foreach ((int Template, int) member in members)
        {
            TextValues values = Values<TextValues>(member);
            foreach (int place in PlacesOf(member.Template))
            {
                length += values.Offsets[place + 1] - values.Offsets[place];
            }
        }

        Ensure(ref _bytes, checked((int)length));
        _offsets[0] = 0;
        foreach ((int Template, int) member in members)
        {
            TextValues values = Values<TextValues>(member);
            foreach (int place in PlacesOf(member.Template))
            {
                int start = values.Offsets[place], size = values.Offsets[place + 1] - start;
                values.Bytes.AsSpan(start, size).CopyTo(_bytes.AsSpan(_offsets[at]));
                _offsets[at + 1] = _offsets[at] + size;
                at++;
            }
        }

        ColumnInfo info = _encoder.WriteTexts(_bytes.AsSpan(0, (int)length), _offsets.AsSpan(0, count + 1), _pages.Body);
        for (int i = 0; info.Form == ColumnForm.Text && i < count; i++)
        {
            _tokens.AddText(_bytes.AsSpan(_offsets[i], _offsets[i + 1] - _offsets[i]));
        }

        return info;
    }

    private LineVariable VariableOf((int Template, int Variable) member) => Templates[member.Template].Variables[member.Variable];

    private ReadOnlySpan<int> PlacesOf(int template) => _places.AsSpan(_starts[template], Rows[template]);

    private TValues Values<TValues>((int Template, int Variable) member)
        where TValues : PartValues => (TValues)_builder.ValuesOf(_oldNumbers[member.Template])[member.Variable];

    private static void Ensure<T>(ref T[] array, int length) => array = array.Length < length ? new T[length] : array;
}
