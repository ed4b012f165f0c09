namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Texts, one behind the other. Text i lies between <c>ends[i]</c> and <c>ends[i + 1]</c>.</summary>
internal sealed class TextColumn(byte[] bytes, int[] ends, int first) : PartColumn
{
    public override void AddLengths(ReadOnlySpan<int> places, Span<int> lengths)
    {
        for (int i = 0; i < places.Length; i++)
        {
            int at = first + places[i];
            lengths[i] += ends[at + 1] - ends[at];
        }
    }

    public override void Write(ReadOnlySpan<int> places, byte[] destination, Span<int> at)
    {
        for (int i = 0; i < places.Length; i++)
        {
            ReadOnlySpan<byte> text = TextAt(places[i]);
            text.CopyTo(destination.AsSpan(at[i]));
            at[i] += text.Length;
        }
    }

    public override int Filter(in PartCondition condition, Span<int> places)
    {
        if (condition is { Place: PartPlace.Anywhere, IgnoreCase: false } && places.Length > 1)
        {
            return FilterContaining(condition.Text.Span, places);
        }

        int kept = 0;
        foreach (int place in places)
        {
            if (condition.Matches(TextAt(place)))
            {
                places[kept++] = place;
            }
        }

        return kept;
    }

    // One search over a run of neighbours: most texts contain nothing, and the search does not stop at their ends.
    private int FilterContaining(ReadOnlySpan<byte> wanted, Span<int> places)
    {
        int kept = 0;
        for (int i = 0; i < places.Length;)
        {
            int run = i + 1;
            while (run < places.Length && places[run] == places[run - 1] + 1)
            {
                run++;
            }

            int at = ends[first + places[i]], end = ends[first + places[run - 1] + 1];
            while (i < run)
            {
                int distance = bytes.AsSpan(at, end - at).IndexOf(wanted);
                if (distance < 0)
                {
                    break;
                }

                at += distance;
                while (ends[first + places[i] + 1] <= at)
                {
                    i++;
                }

                // A find may lie across two texts.
                if (at + wanted.Length <= ends[first + places[i] + 1])
                {
                    at = ends[first + places[i] + 1];
                    places[kept++] = places[i++];
                }
                else
                {
                    at++;
                }
            }

            i = run;
        }

        return kept;
    }

    private ReadOnlySpan<byte> TextAt(int place)
    {
        int at = first + place;
        return bytes.AsSpan(ends[at], ends[at + 1] - ends[at]);
    }
}
