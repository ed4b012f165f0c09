namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>Which side of a binary operation may have several elements for one of the other.</summary>
public enum MatchCardinality : byte
{
    /// <summary>Neither.</summary>
    OneToOne,

    /// <summary>The left: <c>group_left</c>.</summary>
    ManyToOne,

    /// <summary>The right: <c>group_right</c>.</summary>
    OneToMany,
}
