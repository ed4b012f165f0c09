using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>A deletion as a selection sees it.</summary>
/// <param name="MinTime">The first time, nanoseconds, inclusive.</param>
/// <param name="MaxTime">The last time, nanoseconds, inclusive.</param>
/// <param name="Streams">Which streams of the selection it is about.</param>
/// <param name="Filter">Which of their rows; null: all.</param>
internal sealed record ScopedDeletion(long MinTime, long MaxTime, bool[] Streams, ILogRowFilter? Filter);
