namespace Orleans.Obs.Load.Fleet;

/// <summary>Series that are scraped together. Seeded, so that a run can be repeated and a reader can compute what was written.</summary>
internal interface IFleet
{
    /// <summary>Each series' labels as the fields of a remote write TimeSeries, sorted.</summary>
    byte[][] Labels { get; }

    /// <summary>The current values.</summary>
    ReadOnlySpan<double> Values { get; }

    /// <summary>Moves all series one scrape ahead.</summary>
    void Advance();
}
