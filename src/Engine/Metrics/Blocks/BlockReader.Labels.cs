using System.Text;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>The questions about labels, answered from the index alone.</summary>
internal sealed partial class BlockReader
{
    /// <summary>Label pages that are fetched together while all values of a name are gone through.</summary>
    private const int PagesAtOnce = 32;

    /// <summary>For so many series it is cheaper to look at their labels than at the postings of all values.</summary>
    private const int FewSeries = 1024;

    /// <summary>The label names of matching series, sorted.</summary>
    public async ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, CancellationToken cancellationToken)
    {
        BlockFooter footer = await FooterAsync(cancellationToken).ConfigureAwait(false);
        if (await MatchAsync(footer, matchers, cancellationToken).ConfigureAwait(false) is not { } matching)
        {
            return [];
        }

        var found = new bool[footer.Names.Length];
        if (matchers.Count == 0)
        {
            found.AsSpan().Fill(true);
        }
        else if (matching.Count() <= FewSeries)
        {
            await FindNamesOfAsync(footer, matching, found, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            for (int name = 0; name < found.Length; name++)
            {
                found[name] = await HasNameAsync(footer, name, matching, cancellationToken).ConfigureAwait(false);
            }
        }

        return [.. footer.Names.Where((_, name) => found[name]).Select(Encoding.UTF8.GetString)];
    }

    /// <summary>The values of one label over matching series, sorted, at most <paramref name="limit"/> (0: all).</summary>
    public async ValueTask<IReadOnlyList<string>> LabelValuesAsync(string name, IReadOnlyList<SeriesMatcher> matchers, int limit,
        CancellationToken cancellationToken)
    {
        BlockFooter footer = await FooterAsync(cancellationToken).ConfigureAwait(false);
        int index = footer.IndexOfName(Encoding.UTF8.GetBytes(name));
        if (index < 0 || await MatchAsync(footer, matchers, cancellationToken).ConfigureAwait(false) is not { } matching)
        {
            return [];
        }

        (int start, int end) = footer.PairsOfName(index);
        var values = new List<string>();
        for (int page = footer.LabelPageOf(start), last = footer.LabelPageOf(end - 1); page <= last; page += PagesAtOnce)
        {
            foreach (LabelPage labels in await LabelPagesAsync(footer, Run(page, last), cancellationToken).ConfigureAwait(false))
            {
                for (int ordinal = Math.Max(start, labels.FirstOrdinal); ordinal < Math.Min(end, labels.EndOrdinal); ordinal++)
                {
                    if (limit > 0 && values.Count == limit)
                    {
                        return values;
                    }

                    if (matchers.Count == 0 || labels.Intersects(ordinal, matching))
                    {
                        values.Add(Encoding.UTF8.GetString(labels.ValueOf(ordinal)));
                    }
                }
            }
        }

        return values;
    }

    /// <summary>Goes through the values of a name until one is found that a series of the set has.</summary>
    private async ValueTask<bool> HasNameAsync(BlockFooter footer, int name, SeriesBitmap matching, CancellationToken cancellationToken)
    {
        (int start, int end) = footer.PairsOfName(name);
        for (int page = footer.LabelPageOf(start), last = footer.LabelPageOf(end - 1); page <= last; page += PagesAtOnce)
        {
            foreach (LabelPage labels in await LabelPagesAsync(footer, Run(page, last), cancellationToken).ConfigureAwait(false))
            {
                for (int ordinal = Math.Max(start, labels.FirstOrdinal); ordinal < Math.Min(end, labels.EndOrdinal); ordinal++)
                {
                    if (labels.Intersects(ordinal, matching))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>Marks the names that the series of a small set have.</summary>
    private async ValueTask FindNamesOfAsync(BlockFooter footer, SeriesBitmap matching, bool[] found, CancellationToken cancellationToken)
    {
        foreach (SeriesPage page in await SeriesPagesAsync(footer, PagesOf(footer, matching), cancellationToken).ConfigureAwait(false))
        {
            for (int series = matching.NextFrom(page.FirstSeries); series < page.FirstSeries + page.Count; series = matching.NextFrom(series + 1))
            {
                LabelReader labels = page.LabelsOf(series - page.FirstSeries).GetReader();
                while (labels.Read())
                {
                    found[footer.IndexOfName(labels.Name)] = true;
                }
            }
        }
    }

    private static int[] Run(int page, int last) => [.. Enumerable.Range(page, Math.Min(PagesAtOnce, last - page + 1))];
}
