using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Logs.Lines;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Makes columns of structured metadata of what is stored: values of the rows that have one become values by row.</summary>
internal static class MetadataDecoder
{
    /// <summary>Gives the bytes at a place.</summary>
    public delegate BlockByteReader PageSource(PlaceInPage place);

    public static MetadataColumn Decode(MetadataInfo metadata, int rows, PageSource pages)
    {
        ColumnInfo info = metadata.Column;
        RowSet? present = metadata.Present is { } place ? Present(pages(place), rows, info.Count) : null;
        if (info.Form == ColumnForm.Constant)
        {
            return MetadataColumn.OfConstant(rows, present, info.Values[0]);
        }

        using var values = DecodedColumn.Decode(info, pages(new PlaceInPage(info.Page, info.Start)), default);
        switch (info.Form)
        {
            case ColumnForm.Choice:
                return MetadataColumn.OfDictionary(rows, present, info.Values, Spread(present, rows, -1, values.Bytes, static (codes, at) => (int)codes[at]));
            case ColumnForm.Table:
                return MetadataColumn.OfDictionary(rows, present, Texts(values, info.Texts.Different), Spread(present, rows, -1, values.Codes, static (codes, at) => codes[at]));
            case ColumnForm.Offset or ColumnForm.Delta:
                return MetadataColumn.OfNumbers(rows, present, Spread(present, rows, 0L, values.Numbers, static (numbers, at) => numbers[at]));
            case ColumnForm.Packed:
                return Ids(values, info, present, rows);
            default:
                int[] offsets = new int[rows + 1];
                Offsets(present, offsets, values.Offsets, static (ends, at) => ends[at + 1] - ends[at]);
                return MetadataColumn.OfTexts(rows, present, values.Bytes.AsSpan(0, info.Texts.Bytes).ToArray(), offsets);
        }
    }

    private static RowSet Present(BlockByteReader page, int rows, int expected)
    {
        var present = new RowSet(rows);
        Zstd.Read(ref page, MemoryMarshal.AsBytes(present.Words));
        bool hasMore = (rows & 63) != 0 && present.Words[^1] >> (rows & 63) != 0;
        return present.Count == expected && !hasMore ? present : throw page.Corrupt("bits of another number of rows");
    }

    private static T[] Spread<T, TSource>(RowSet? present, int rows, T none, TSource values, Func<TSource, int, T> valueAt)
    {
        T[] spread = new T[rows];
        if (present is null)
        {
            for (int row = 0; row < rows; row++)
            {
                spread[row] = valueAt(values, row);
            }

            return spread;
        }

        spread.AsSpan().Fill(none);
        int at = 0;
        foreach (int row in present)
        {
            spread[row] = valueAt(values, at++);
        }

        return spread;
    }

    private static void Offsets<TSource>(RowSet? present, int[] offsets, TSource values, Func<TSource, int, int> lengthAt)
    {
        int at = 0;
        for (int row = 0; row + 1 < offsets.Length; row++)
        {
            offsets[row + 1] = offsets[row] + (present is null || present[row] ? lengthAt(values, at++) : 0);
        }
    }

    private static ReadOnlyMemory<byte>[] Texts(DecodedColumn values, int count)
    {
        byte[] bytes = values.Bytes.AsSpan(0, values.Offsets[count]).ToArray();
        var texts = new ReadOnlyMemory<byte>[count];
        for (int i = 0; i < count; i++)
        {
            texts[i] = bytes.AsMemory(values.Offsets[i], values.Offsets[i + 1] - values.Offsets[i]);
        }

        return texts;
    }

    private static MetadataColumn Ids(DecodedColumn values, ColumnInfo info, RowSet? present, int rows)
    {
        LineVariable form = info.Variable;
        byte[] bytes = new byte[info.Count * form.TextLength];
        for (int i = 0; i < info.Count; i++)
        {
            HexText.Write(form, values.Bytes.AsSpan(i * form.PackedLength, form.PackedLength), bytes.AsSpan(i * form.TextLength, form.TextLength));
        }

        int[] offsets = new int[rows + 1];
        Offsets(present, offsets, form.TextLength, static (length, _) => length);
        return MetadataColumn.OfTexts(rows, present, bytes, offsets);
    }
}
