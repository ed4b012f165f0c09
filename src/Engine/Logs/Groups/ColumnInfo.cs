using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>What a group's header says of a column of values: its form, what decides conditions without reading it, and where its bytes lie.</summary>
internal sealed record ColumnInfo
{
    /// <summary>The number of choices that a byte can tell apart.</summary>
    public const int MaxChoices = 256;

    /// <summary>What the values are.</summary>
    public required LineVariable Variable { get; init; }

    /// <summary>How they are kept.</summary>
    public required ColumnForm Form { get; init; }

    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>The page with the column's bytes; negative when it has none.</summary>
    public int Page { get; init; } = -1;

    /// <summary>Where in the page they begin.</summary>
    public int Start { get; init; }

    /// <summary>The value of a constant, the values of a choice.</summary>
    public ReadOnlyMemory<byte>[] Values { get; init; } = [];

    /// <summary>The smallest number.</summary>
    public long Min { get; init; }

    /// <summary>The largest number.</summary>
    public long Max { get; init; }

    /// <summary>The smallest difference, where differences are kept; the exponent of the unit, where times are.</summary>
    public long Base { get; init; }

    /// <summary>Bytes of a stored number.</summary>
    public int Width { get; init; }

    /// <summary>The number of digits that all numbers are written with; 0: the shortest way; negative: zeros are kept for each number.</summary>
    public int Digits { get; init; }

    /// <summary>Bytes of all texts, how many different texts a table has.</summary>
    public (int Bytes, int Different) Texts { get; init; }

    /// <summary>Numbers, however they are kept.</summary>
    public bool IsNumbers => Form is ColumnForm.Offset or ColumnForm.Delta or ColumnForm.RowTime;

    /// <summary>False when no value satisfies the condition for sure.</summary>
    public bool MayMatch(in PartCondition condition, TokenFilter? filter)
    {
        switch (Form)
        {
            case ColumnForm.Constant or ColumnForm.Choice:
                foreach (ReadOnlyMemory<byte> value in Values)
                {
                    if (condition.Matches(value.Span))
                    {
                        return true;
                    }
                }

                return false;
            case ColumnForm.Packed:
                return condition.Place != PartPlace.Whole || filter is null || MayContainId(condition, filter);
            case ColumnForm.Text:
                return filter is null || filter.MayContainText(condition.Text.Span, condition.Place == PartPlace.Whole);
            default:
                return condition.Place != PartPlace.Whole || MayContainNumber(condition.Text.Span);
        }
    }

    /// <summary>Adds the column to a header.</summary>
    public void WriteTo(BlockByteWriter header)
    {
        header.WriteByte((byte)Variable.Kind);
        header.WriteByte((byte)Variable.Digits);
        header.WriteByte((byte)Form);
        header.WriteVarint(Count);
        header.WriteVarint(Page + 1);
        header.WriteVarint(Start);
        switch (Form)
        {
            case ColumnForm.Constant or ColumnForm.Choice:
                header.WriteVarint(Values.Length);
                foreach (ReadOnlyMemory<byte> value in Values)
                {
                    header.WriteVarint(value.Length);
                    header.Write(value.Span);
                }

                break;
            case ColumnForm.Offset or ColumnForm.Delta or ColumnForm.RowTime:
                header.WriteSigned(Min);
                header.WriteVarint((ulong)Max - (ulong)Min);
                header.WriteSigned(Base);
                header.WriteVarint(Width);
                header.WriteSigned(Digits);
                break;
            case ColumnForm.Text or ColumnForm.Table:
                header.WriteVarint(Texts.Bytes);
                header.WriteVarint(Texts.Different);
                break;
        }
    }

    /// <summary>Reads a column of a header; everything is checked that later decoding relies on.</summary>
    public static ColumnInfo Read(ref BlockByteReader header, int maxCount, int pages)
    {
        var kind = (VariableKind)header.ReadByte();
        int digits = header.ReadByte();
        var form = (ColumnForm)header.ReadByte();
        int count = header.ReadInt(maxCount), page = header.ReadInt(pages) - 1, start = header.ReadInt(BlockLayout.MaxRawLength);
        bool isHex = kind is VariableKind.LowerHex or VariableKind.UpperHex or VariableKind.LowerUuid or VariableKind.UpperUuid;
        bool needsPage = form is not (ColumnForm.Constant or ColumnForm.RowTime);
        bool isUuid = kind is VariableKind.LowerUuid or VariableKind.UpperUuid;
        if (kind is < VariableKind.Number or > VariableKind.Text || form > ColumnForm.Table || isHex != digits > 0 || digits > LineTokenizer.MaxHexDigits
            || (isUuid && digits != 32) || (page >= 0) != needsPage || (form == ColumnForm.Packed && !isHex) || count == 0)
        {
            throw header.Corrupt("a column of an impossible form");
        }

        var info = new ColumnInfo { Variable = new LineVariable(kind, digits), Form = form, Count = count, Page = page, Start = start };
        return form switch
        {
            ColumnForm.Constant or ColumnForm.Choice => info with { Values = ReadValues(ref header, form == ColumnForm.Constant ? 1 : MaxChoices) },
            ColumnForm.Offset or ColumnForm.Delta or ColumnForm.RowTime => ReadNumbers(ref header, info),
            ColumnForm.Text or ColumnForm.Table => info with { Texts = (header.ReadInt(BlockLayout.MaxRawLength), header.ReadInt(count)) },
            _ => info,
        };
    }

    private static ReadOnlyMemory<byte>[] ReadValues(ref BlockByteReader header, int max)
    {
        int count = header.ReadInt(max);
        if (count == 0)
        {
            throw header.Corrupt("a column without values");
        }

        var values = new ReadOnlyMemory<byte>[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = header.ReadBytes(header.ReadCount()).ToArray();
        }

        return values;
    }

    private static ColumnInfo ReadNumbers(ref BlockByteReader header, ColumnInfo info)
    {
        long min = header.ReadSigned(), max = unchecked(min + (long)header.ReadVarint()), smallest = header.ReadSigned();
        int width = header.ReadInt(8);
        long digits = header.ReadSigned();
        return max < min || digits is < -1 or > LineTokenizer.MaxNumberDigits || (info.Form == ColumnForm.RowTime && smallest is not (0 or 3 or 6 or 9))
            ? throw header.Corrupt("a column of impossible numbers")
            : info with { Min = min, Max = max, Base = smallest, Width = width, Digits = (int)digits };
    }

    private bool MayContainNumber(ReadOnlySpan<byte> text) =>
        DecimalText.TryRead(text, out long value) && value >= Min && value <= Max
        && (Digits < 0 || text.Length == (Digits == 0 ? DecimalText.LengthOf(value) : Digits));

    private bool MayContainId(in PartCondition condition, TokenFilter filter)
    {
        Span<byte> packed = stackalloc byte[Variable.PackedLength];
        return condition.Text.Length == Variable.TextLength && HexText.TryPack(Variable, condition.Text.Span, condition.IgnoreCase, packed)
            && filter.MayContain(TokenFilter.HashOfId(packed));
    }
}
