namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>How many series of either side may meet in one match group.</summary>
public enum MatchCardinality
{
    /// <summary>One and one.</summary>
    OneToOne,

    /// <summary><c>group_left</c>: many on the left.</summary>
    ManyToOne,

    /// <summary><c>group_right</c>: many on the right.</summary>
    OneToMany,

    /// <summary>The set operators.</summary>
    ManyToMany,
}
