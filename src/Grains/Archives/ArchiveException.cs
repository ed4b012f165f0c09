namespace Orleans.Obs.Grains.Archives;

/// <summary>A tenant can't be archived or restored.</summary>
public sealed class ArchiveException(ArchiveFault fault, string message) : Exception(message)
{
    public ArchiveFault Fault { get; } = fault;
}
