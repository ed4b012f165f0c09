namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>A part of a template. Its text is how errors show it.</summary>
/// <param name="Position">Where it stands, in characters from 0.</param>
internal abstract record Node(int Position)
{
    public abstract override string ToString();
}
