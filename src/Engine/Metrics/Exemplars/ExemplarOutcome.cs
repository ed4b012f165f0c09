namespace Orleans.Obs.Engine.Metrics.Exemplars;

/// <summary>What became of an exemplar.</summary>
internal enum ExemplarOutcome : byte
{
    /// <summary>It is new.</summary>
    Stored,

    /// <summary>It was there already.</summary>
    Repeated,

    /// <summary>The series has a newer one.</summary>
    OutOfOrder,

    /// <summary>Its labels are longer than 128 characters together.</summary>
    TooLong,
}
