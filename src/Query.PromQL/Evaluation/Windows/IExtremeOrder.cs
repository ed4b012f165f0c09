namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>Which of two samples is further in the direction of an extreme.</summary>
internal interface IExtremeOrder
{
    static abstract bool Exceeds(double value, double other);

    internal readonly struct Largest : IExtremeOrder
    {
        public static bool Exceeds(double value, double other) => value > other;
    }

    internal readonly struct Smallest : IExtremeOrder
    {
        public static bool Exceeds(double value, double other) => value < other;
    }
}
