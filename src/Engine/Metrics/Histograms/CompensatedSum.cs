namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Neumaier's summation: what rounding loses is kept aside and added at the end. An infinite sum has nothing to correct.</summary>
internal struct CompensatedSum(double sum)
{
    private double _sum = sum;
    private double _compensation;

    public readonly double Value => _sum + _compensation;

    public readonly double Take(SumPart part) => part switch { SumPart.Sum => _sum, SumPart.Compensation => _compensation, _ => Value };

    public void Add(double value) => Add(ref _sum, ref _compensation, value);

    public void Scale(double factor, bool divide) => Scale(ref _sum, ref _compensation, factor, divide);

    public static void Scale(ref double sum, ref double compensation, double factor, bool divide)
    {
        sum = divide ? sum / factor : sum * factor;
        compensation = !double.IsFinite(sum) ? 0 : divide ? compensation / factor : compensation * factor;
    }

    public static void Add(ref double sum, ref double compensation, double value)
    {
        double total = sum + value;
        compensation = double.IsInfinity(total) ? 0
            : Math.Abs(sum) >= Math.Abs(value) ? compensation + (sum - total + value)
            : compensation + (value - total + sum);
        sum = total;
    }
}
