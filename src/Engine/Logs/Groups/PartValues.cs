using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// The values of one variable of a template in a group that still grows, in order of arrival. Only ever added to, by one thread; what was there at one moment may be read by others, because
/// growing replaces arrays and changes nothing in those that readers hold.
/// </summary>
internal abstract class PartValues
{
    /// <summary>Bytes of memory.</summary>
    public abstract long MemoryBytes { get; }

    /// <summary>Adds the value of the next line.</summary>
    public abstract void Add(ReadOnlySpan<byte> text);

    /// <summary>A view of what is there from a place on.</summary>
    public abstract PartColumn ToColumn(int first);

    /// <summary>Values for variables of a kind.</summary>
    public static PartValues For(LineVariable form) => form.Kind switch
    {
        VariableKind.Number => new NumberValues(),
        VariableKind.Text => new TextValues(),
        _ => new HexValues(form),
    };
}
