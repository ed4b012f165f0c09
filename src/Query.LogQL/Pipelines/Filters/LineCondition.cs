namespace Orleans.Obs.Query.LogQL.Pipelines.Filters;

/// <summary>What a line filter asks of a line. Immutable, thread-safe.</summary>
internal abstract class LineCondition
{
    public abstract bool Test(ReadOnlySpan<byte> line);
}
