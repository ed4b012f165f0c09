namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>How a column keeps its values; the numbers are stored.</summary>
internal enum ColumnForm : byte
{
    /// <summary>One value, in the header.</summary>
    Constant = 0,

    /// <summary>Up to 256 different values in the header, a byte for each row.</summary>
    Choice = 1,

    /// <summary>Numbers, as what they are above the smallest.</summary>
    Offset = 2,

    /// <summary>Numbers, as differences from one to the next.</summary>
    Delta = 3,

    /// <summary>Numbers that are the row's time in a coarser unit.</summary>
    RowTime = 4,

    /// <summary>Hexadecimal digits, two a byte.</summary>
    Packed = 5,

    /// <summary>Texts one behind the other.</summary>
    Text = 6,

    /// <summary>Many different values that occur often: texts, and a number for each row.</summary>
    Table = 7,
}
