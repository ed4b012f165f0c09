namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>What became of one sample.</summary>
internal enum SampleOutcome : byte
{
    /// <summary>It is new.</summary>
    Appended,

    /// <summary>The same sample was there already.</summary>
    Repeated,

    /// <summary>Another value was there already.</summary>
    Conflict,
}
