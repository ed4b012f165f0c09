namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>A total over neighbouring samples that can be put together from totals of its parts.</summary>
internal interface IWindowTotal<TSelf>
    where TSelf : struct, IWindowTotal<TSelf>
{
    /// <summary>The total of one sample.</summary>
    static abstract TSelf Of(double value);

    /// <summary>The total of a part and the one behind it.</summary>
    static abstract TSelf Join(in TSelf first, in TSelf second);
}
