namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Names in the order of their bytes.</summary>
internal sealed class NameOrder : IComparer<ReadOnlyMemory<byte>>
{
    public static NameOrder Instance { get; } = new();

    public int Compare(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceCompareTo(y.Span);
}
