namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>The modifiers that let a range reach beyond its ends.</summary>
internal enum SelectorExtension : byte
{
    None = 0,

    /// <summary><c>anchored</c>: also the last sample before the range.</summary>
    Anchored = 1,

    /// <summary><c>smoothed</c>: also the samples around both ends.</summary>
    Smoothed = 2,
}
