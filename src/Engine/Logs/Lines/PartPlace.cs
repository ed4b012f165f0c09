namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Where in the value of a variable a text must lie.</summary>
internal enum PartPlace : byte
{
    /// <summary>It is the value.</summary>
    Whole,

    /// <summary>The value begins with it.</summary>
    Start,

    /// <summary>The value ends with it.</summary>
    End,

    /// <summary>It is somewhere in the value.</summary>
    Anywhere,
}
