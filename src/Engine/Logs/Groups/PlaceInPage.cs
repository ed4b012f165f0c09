namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Where something lies in the pages of a group.</summary>
internal readonly record struct PlaceInPage(int Page, int Start);
