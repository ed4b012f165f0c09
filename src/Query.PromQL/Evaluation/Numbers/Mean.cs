namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>
/// An average: the compensated sum over the count, as long as the sum does not overflow; from then on an incremental mean, which loses more to rounding but stays finite. Two
/// partial averages merge.
/// </summary>
internal struct Mean(double first)
{
    public double Sum = first;
    public double Compensation;
    public int Count = 1;

    /// <summary>True when <see cref="Sum"/> holds the mean itself.</summary>
    public bool Incremental;

    public readonly double Value => Incremental ? Sum + Compensation : (Sum / Count) + (Compensation / Count);

    /// <summary>The average of so many values, given their sum, which did not overflow.</summary>
    public static Mean Of(in CompensatedSum sum, int count) => new(sum.Sum) { Compensation = sum.Compensation, Count = count };

    public void Add(double value) => Add(ref Sum, ref Compensation, ref Count, ref Incremental, value);

    public static void Add(ref double sum, ref double compensation, ref int count, ref bool incremental, double value)
    {
        count++;
        if (!incremental)
        {
            double newSum = sum, newCompensation = compensation;
            CompensatedSum.Add(ref newSum, ref newCompensation, value);
            if (!double.IsInfinity(newSum))
            {
                (sum, compensation) = (newSum, newCompensation);
                return;
            }

            incremental = true;
            sum /= count - 1;
            compensation /= count - 1;
        }

        double share = (count - 1.0) / count;
        sum *= share;
        compensation *= share;
        CompensatedSum.Add(ref sum, ref compensation, value / count);
    }

    public void Merge(in Mean other)
    {
        if (!Incremental && !other.Incremental)
        {
            var sum = new CompensatedSum(Sum, Compensation);
            sum.Add(new CompensatedSum(other.Sum, other.Compensation));
            if (!double.IsInfinity(sum.Sum))
            {
                (Sum, Compensation, Count) = (sum.Sum, sum.Compensation, Count + other.Count);
                return;
            }
        }

        int total = Count + other.Count;
        double share = (double)Count / total, otherShare = (double)other.Count / total;
        var mean = new CompensatedSum(Sum / (Incremental ? 1 : Count) * share, Compensation / (Incremental ? 1 : Count) * share);
        mean.Add(new CompensatedSum(other.Sum / (other.Incremental ? 1 : other.Count) * otherShare, other.Compensation / (other.Incremental ? 1 : other.Count) * otherShare));
        (Sum, Compensation, Count, Incremental) = (mean.Sum, mean.Compensation, total, true);
    }
}
