using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Logs.Lines;
using Orleans.Obs.Engine.Logs.Reading;
using ZstdSharp;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Writes the structured metadata of a builder's rows, one column for each name.</summary>
internal sealed class MetadataWriter(RowGroupBuilder builder, int[] order, GroupPageWriter pages, TokenCollector tokens, ColumnEncoder encoder, Compressor compressor)
{
    private readonly List<int> _codes = [];

    /// <summary>Writes all names, sorted.</summary>
    public MetadataInfo[] Write()
    {
        MetadataValues[] names = [.. builder.Metadata];
        Array.Sort(names, static (left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        return Array.ConvertAll(names, WriteName);
    }

    private MetadataInfo WriteName(MetadataValues values)
    {
        PlaceInPage? present = WritePresent(values);
        PlaceInPage place = pages.Next();
        int before = pages.Body.Length;
        ColumnInfo info = WriteValues(values);
        info = pages.Body.Length > before ? info with { Page = place.Page, Start = place.Start } : info;
        return new MetadataInfo(values.Name, info, present);
    }

    private PlaceInPage? WritePresent(MetadataValues values)
    {
        _codes.Clear();
        var present = new RowSet(order.Length);
        int known = values.Rows;
        for (int i = 0; i < order.Length; i++)
        {
            int code = order[i] < known ? values.Codes[order[i]] : MetadataValues.None;
            if (code != MetadataValues.None)
            {
                present.Add(i);
                _codes.Add(code);
            }
        }

        if (_codes.Count == order.Length)
        {
            return null;
        }

        PlaceInPage place = pages.Next();
        Zstd.Write(pages.Body, MemoryMarshal.AsBytes(present.Words), compressor);
        return place;
    }

    private ColumnInfo WriteValues(MetadataValues values)
    {
        ReadOnlySpan<int> codes = CollectionsMarshal.AsSpan(_codes);
        if (values.Count <= ColumnInfo.MaxChoices)
        {
            byte[] bytes = new byte[codes.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)codes[i];
            }

            ReadOnlyMemory<byte>[] choices = [.. Enumerable.Range(0, values.Count).Select(code => (ReadOnlyMemory<byte>)values.ValueOf(code).ToArray())];
            return encoder.WriteChoice(new LineVariable(VariableKind.Text, 0), choices, bytes, pages.Body);
        }

        if (TryNumbers(values, codes) is { } numbers)
        {
            return encoder.WriteNumbers(numbers, default, default, pages.Body);
        }

        if (ColumnEncoder.IsTable(values.Count, codes.Length))
        {
            return encoder.WriteTable(values.Values.Bytes, values.Values.Offsets.AsSpan(0, values.Count + 1), codes, pages.Body);
        }

        return TryIds(values, codes) ?? WriteTexts(values, codes);
    }

    private static long[]? TryNumbers(MetadataValues values, ReadOnlySpan<int> codes)
    {
        long[] byCode = new long[values.Count];
        for (int code = 0; code < byCode.Length; code++)
        {
            if (!WholeNumber.TryRead(values.ValueOf(code), out byCode[code]))
            {
                return null;
            }
        }

        long[] numbers = new long[codes.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = byCode[codes[i]];
        }

        return numbers;
    }

    private ColumnInfo? TryIds(MetadataValues values, ReadOnlySpan<int> codes)
    {
        ReadOnlySpan<byte> first = values.ValueOf(0);
        bool isUuid = first.Length == 36;
        if (!isUuid && first.Length is < LineTokenizer.MinHexDigits or > LineTokenizer.MaxHexDigits)
        {
            return null;
        }

        var form = isUuid ? new LineVariable(VariableKind.LowerUuid, 32) : new LineVariable(VariableKind.LowerHex, first.Length);
        int stride = form.PackedLength;
        byte[] byCode = new byte[values.Count * stride];
        for (int code = 0; code < values.Count; code++)
        {
            ReadOnlySpan<byte> value = values.ValueOf(code);
            if (value.Length != first.Length || !HexText.TryPack(form, value, ignoreCase: false, byCode.AsSpan(code * stride, stride)))
            {
                return null;
            }
        }

        byte[] packed = new byte[codes.Length * stride];
        for (int i = 0; i < codes.Length; i++)
        {
            byCode.AsSpan(codes[i] * stride, stride).CopyTo(packed.AsSpan(i * stride));
        }

        tokens.AddIds(packed, stride);
        return encoder.WriteHex(form, packed, pages.Body);
    }

    private ColumnInfo WriteTexts(MetadataValues values, ReadOnlySpan<int> codes)
    {
        int[] offsets = new int[codes.Length + 1];
        for (int i = 0; i < codes.Length; i++)
        {
            offsets[i + 1] = checked(offsets[i] + values.ValueOf(codes[i]).Length);
        }

        byte[] bytes = new byte[offsets[^1]];
        for (int i = 0; i < codes.Length; i++)
        {
            values.ValueOf(codes[i]).CopyTo(bytes.AsSpan(offsets[i]));
        }

        for (int code = 0; code < values.Count; code++)
        {
            tokens.AddText(values.ValueOf(code));
        }

        return encoder.WriteTexts(bytes, offsets, pages.Body);
    }
}
