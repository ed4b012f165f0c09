using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>
/// A sum that carries what rounding lost (Neumaier's variant of Kahan summation): ten thousand times 0.1 is a thousand, and 1e100 + 1 - 1e100 is 1. Two partial sums
/// merge without losing that.
/// </summary>
internal struct CompensatedSum(double sum, double compensation = 0) : IWindowTotal<CompensatedSum>
{
    public double Sum = sum;
    public double Compensation = compensation;

    public readonly double Total => double.IsInfinity(Sum) ? Sum : Sum + Compensation;

    static CompensatedSum IWindowTotal<CompensatedSum>.Of(double value) => new(value);

    static CompensatedSum IWindowTotal<CompensatedSum>.Join(in CompensatedSum first, in CompensatedSum second)
    {
        CompensatedSum sum = first;
        sum.Add(second);
        return sum;
    }

    public void Add(double value) => Add(ref Sum, ref Compensation, value);

    public void Add(in CompensatedSum other)
    {
        Add(other.Sum);
        if (double.IsFinite(Sum))
        {
            Compensation += other.Compensation;
        }
    }

    public static void Add(ref double sum, ref double compensation, double value)
    {
        double total = sum + value;
        if (double.IsInfinity(total))
        {
            compensation = 0;
        }
        else if (Math.Abs(sum) >= Math.Abs(value))
        {
            compensation += (sum - total) + value;
        }
        else
        {
            compensation += (value - total) + sum;
        }

        sum = total;
    }
}
