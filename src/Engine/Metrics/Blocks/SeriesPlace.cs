namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>One series of a block: its page and its place within the page.</summary>
internal readonly record struct SeriesPlace(SeriesPage Page, int Place);
