namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>How a column of structured metadata keeps its values.</summary>
public enum MetadataKind : byte
{
    /// <summary>No row has a value.</summary>
    Absent,

    /// <summary>Rows have one value, all of them or those in <see cref="MetadataColumn.Present"/>.</summary>
    Constant,

    /// <summary>Rows have one of few values, by code.</summary>
    Dictionary,

    /// <summary>Values are whole numbers written the shortest way, so that number and text are one to one.</summary>
    Numbers,

    /// <summary>Each row has a text of its own.</summary>
    Texts,
}
