using System.Buffers;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>
/// The lines of a group, searched and put together from their parts. Work is done template by template: what is decided by the template is decided for all its rows, and the rest is looked at
/// one variable's column after the other. For one thread at a time.
/// </summary>
internal sealed class LineColumn(ILineParts parts) : IDisposable
{
    /// <summary>Rows of a template that are written at a time, so that their lines stay in the processor's cache from one part to the next.</summary>
    private const int BatchRows = 256;

    private int[]? _starts;
    private int[] _rowsByTemplate = [];

    /// <summary>Keeps of <paramref name="rows"/> those whose line contains what <paramref name="matches"/>, one for each template, are about; or those whose line does not.</summary>
    public void Match(TemplateMatch[] matches, RowSet rows, bool negated)
    {
        Span<bool> isAlways = new bool[parts.TemplateCount];
        bool any = false, sometimes = false, never = false;
        for (int template = 0; template < parts.TemplateCount; template++)
        {
            if (parts.RowsOf(template) == 0)
            {
                continue;
            }

            isAlways[template] = matches[template].IsAlways;
            any |= isAlways[template];
            never |= !isAlways[template];
            sometimes |= !isAlways[template] && !matches[template].IsNever;
        }

        if (!sometimes && any != never)
        {
            // All rows or none.
            if (any == negated)
            {
                rows.Clear();
            }

            return;
        }

        var found = new RowSet(rows.Rows);
        if (any)
        {
            AddAlways(isAlways, rows, found);
        }

        for (int template = 0; sometimes && template < parts.TemplateCount; template++)
        {
            if (!isAlways[template] && !matches[template].IsNever)
            {
                AddSometimes(template, matches[template].Ways, rows, found);
            }
        }

        if (negated)
        {
            rows.ExceptWith(found);
        }
        else
        {
            rows.IntersectWith(found);
        }
    }

    /// <summary>Puts the lines of <paramref name="rows"/> together.</summary>
    public void Read(RowSet rows, LineBuffer destination)
    {
        int count = rows.Count;
        int[] places = ArrayPool<int>.Shared.Rent(Math.Max(count * 3, 1));
        int[] lengths = ArrayPool<int>.Shared.Rent(Math.Max(count, 1));
        try
        {
            Span<int> byTemplate = places.AsSpan(0, count), lines = places.AsSpan(count, count), at = places.AsSpan(2 * count, count);
            Span<int> ends = new int[parts.TemplateCount];
            Group(rows, byTemplate, lines, ends);
            long bytes = Measure(byTemplate, lines, ends, at, lengths);
            (byte[] buffer, int[] offsets, int[] numbers) = destination.Prepare(checked((int)bytes), count);
            int line = 0;
            foreach (int row in rows)
            {
                numbers[line] = row;
                offsets[line + 1] = offsets[line] + lengths[line];
                line++;
            }

            for (int template = 0, start = 0; template < ends.Length; start = ends[template++])
            {
                Write(template, byTemplate[start..ends[template]], lines[start..ends[template]], at, buffer, offsets);
            }

            destination.Complete(count);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
            ArrayPool<int>.Shared.Return(lengths);
        }
    }

    /// <summary>The length of every line.</summary>
    public void ReadLengths(int[] lengths)
    {
        var all = new RowSet(parts.Rows);
        all.Fill();
        int count = parts.Rows;
        int[] places = ArrayPool<int>.Shared.Rent(Math.Max(count * 3, 1));
        try
        {
            Span<int> byTemplate = places.AsSpan(0, count), lines = places.AsSpan(count, count);
            Span<int> ends = new int[parts.TemplateCount];
            Group(all, byTemplate, lines, ends);
            Measure(byTemplate, lines, ends, places.AsSpan(2 * count, count), lengths);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
        }
    }

    public void Dispose()
    {
        if (_starts is not null)
        {
            ArrayPool<int>.Shared.Return(_rowsByTemplate);
            (_starts, _rowsByTemplate) = (null, []);
        }
    }

    private void AddAlways(ReadOnlySpan<bool> isAlways, RowSet rows, RowSet found)
    {
        ReadOnlySpan<ushort> numbers = parts.TemplateNumbers;
        ReadOnlySpan<ulong> wanted = rows.Words;
        Span<ulong> words = found.Words;
        for (int word = 0; word < words.Length; word++)
        {
            if (wanted[word] == 0)
            {
                continue;
            }

            ulong bits = 0;
            ReadOnlySpan<ushort> some = numbers[(word << 6)..Math.Min(numbers.Length, (word << 6) + 64)];
            for (int i = 0; i < some.Length; i++)
            {
                bits |= (isAlways[some[i]] ? 1UL : 0) << i;
            }

            words[word] = bits;
        }
    }

    private void AddSometimes(int template, PartCondition[][] ways, RowSet rows, RowSet found)
    {
        ReadOnlySpan<int> ofTemplate = RowsOf(template);
        int[] places = ArrayPool<int>.Shared.Rent(Math.Max(ofTemplate.Length, 1) * 2);
        Span<int> candidates = places.AsSpan(0, ofTemplate.Length), left = places.AsSpan(ofTemplate.Length, ofTemplate.Length);
        int count = 0;
        for (int place = 0; place < ofTemplate.Length; place++)
        {
            candidates[count] = place;
            count += rows[ofTemplate[place]] ? 1 : 0;
        }

        foreach (PartCondition[] way in ways)
        {
            candidates[..count].CopyTo(left);
            int kept = count;
            foreach (PartCondition condition in way)
            {
                kept = kept == 0 ? 0 : parts.ColumnOf(template, condition.Variable).Filter(condition, left[..kept]);
            }

            foreach (int place in left[..kept])
            {
                found.Add(ofTemplate[place]);
            }
        }

        ArrayPool<int>.Shared.Return(places);
    }

    // Sorts the wanted rows by template: each one's place among the template's rows, and which line of the result it becomes.
    private void Group(RowSet rows, Span<int> places, Span<int> lines, Span<int> ends)
    {
        ReadOnlySpan<ushort> numbers = parts.TemplateNumbers;
        foreach (int row in rows)
        {
            ends[numbers[row]]++;
        }

        int sum = 0;
        foreach (ref int end in ends)
        {
            (end, sum) = (sum, sum + end);
        }

        Span<int> seen = new int[ends.Length];
        int line = 0, next = 0;
        foreach (int row in rows)
        {
            for (; next < row; next++)
            {
                seen[numbers[next]]++;
            }

            int template = numbers[row], at = ends[template]++;
            places[at] = seen[template];
            lines[at] = line++;
        }
    }

    private long Measure(ReadOnlySpan<int> places, ReadOnlySpan<int> lines, ReadOnlySpan<int> ends, Span<int> scratch, int[] lengths)
    {
        long bytes = 0;
        for (int template = 0, start = 0; template < ends.Length; start = ends[template++])
        {
            ReadOnlySpan<int> some = places[start..ends[template]];
            if (some.IsEmpty)
            {
                continue;
            }

            LineTemplate form = parts.TemplateAt(template);
            Span<int> measured = scratch[..some.Length];
            measured.Fill(form.TextLength);
            for (int variable = 0; variable < form.Variables.Length; variable++)
            {
                parts.ColumnOf(template, variable).AddLengths(some, measured);
            }

            for (int i = 0; i < some.Length; i++)
            {
                lengths[lines[start + i]] = measured[i];
                bytes += measured[i];
            }
        }

        return bytes;
    }

    private void Write(int template, ReadOnlySpan<int> places, ReadOnlySpan<int> lines, Span<int> at, byte[] buffer, int[] offsets)
    {
        if (places.IsEmpty)
        {
            return;
        }

        LineTemplate form = parts.TemplateAt(template);
        var columns = new PartColumn[form.Variables.Length];
        for (int variable = 0; variable < columns.Length; variable++)
        {
            columns[variable] = parts.ColumnOf(template, variable);
        }

        for (int first = 0; first < places.Length; first += BatchRows)
        {
            ReadOnlySpan<int> some = places[first..Math.Min(places.Length, first + BatchRows)];
            Span<int> next = at[..some.Length];
            for (int i = 0; i < some.Length; i++)
            {
                next[i] = offsets[lines[first + i]];
            }

            for (int variable = 0; ; variable++)
            {
                ReadOnlySpan<byte> text = form.TextAt(variable);
                if (!text.IsEmpty)
                {
                    foreach (ref int one in next)
                    {
                        text.CopyTo(buffer.AsSpan(one));
                        one += text.Length;
                    }
                }

                if (variable == columns.Length)
                {
                    break;
                }

                columns[variable].Write(some, buffer, next);
            }
        }
    }

    private ReadOnlySpan<int> RowsOf(int template)
    {
        if (_starts is null)
        {
            ReadOnlySpan<ushort> numbers = parts.TemplateNumbers;
            int[] starts = new int[parts.TemplateCount + 1];
            foreach (ushort number in numbers)
            {
                starts[number + 1]++;
            }

            for (int i = 1; i < starts.Length; i++)
            {
                starts[i] += starts[i - 1];
            }

            int[] next = starts[..^1];
            _rowsByTemplate = ArrayPool<int>.Shared.Rent(Math.Max(numbers.Length, 1));
            for (int row = 0; row < numbers.Length; row++)
            {
                _rowsByTemplate[next[numbers[row]]++] = row;
            }

            _starts = starts;
        }

        return _rowsByTemplate.AsSpan(_starts[template], _starts[template + 1] - _starts[template]);
    }
}
