namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>The smallest or largest sample; NaN only when there is nothing else.</summary>
internal readonly struct WindowExtreme<TOrder>(double value) : IWindowTotal<WindowExtreme<TOrder>>
    where TOrder : struct, IExtremeOrder
{
    public double Value { get; } = value;

    public static WindowExtreme<TOrder> Of(double value) => new(value);

    public static WindowExtreme<TOrder> Join(in WindowExtreme<TOrder> first, in WindowExtreme<TOrder> second) =>
        TOrder.Exceeds(second.Value, first.Value) || double.IsNaN(first.Value) ? second : first;
}
