using System.Collections.Frozen;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>The functions of each element on its own that take nothing but a vector, by name.</summary>
internal static class ElementFunctions
{
    private static readonly FrozenDictionary<string, ColumnStage> _stages = new Dictionary<string, ColumnStage>
    {
        ["abs"] = new MathStage(MathFunction.Abs),
        ["ceil"] = new MathStage(MathFunction.Ceil),
        ["floor"] = new MathStage(MathFunction.Floor),
        ["exp"] = new MathStage(MathFunction.Exp),
        ["ln"] = new MathStage(MathFunction.Ln),
        ["log2"] = new MathStage(MathFunction.Log2),
        ["log10"] = new MathStage(MathFunction.Log10),
        ["sqrt"] = new MathStage(MathFunction.Sqrt),
        ["sgn"] = new MathStage(MathFunction.Sgn),
        ["sin"] = new MathStage(MathFunction.Sin),
        ["cos"] = new MathStage(MathFunction.Cos),
        ["tan"] = new MathStage(MathFunction.Tan),
        ["asin"] = new MathStage(MathFunction.Asin),
        ["acos"] = new MathStage(MathFunction.Acos),
        ["atan"] = new MathStage(MathFunction.Atan),
        ["sinh"] = new MathStage(MathFunction.Sinh),
        ["cosh"] = new MathStage(MathFunction.Cosh),
        ["tanh"] = new MathStage(MathFunction.Tanh),
        ["asinh"] = new MathStage(MathFunction.Asinh),
        ["acosh"] = new MathStage(MathFunction.Acosh),
        ["atanh"] = new MathStage(MathFunction.Atanh),
        ["deg"] = new MathStage(MathFunction.Deg),
        ["rad"] = new MathStage(MathFunction.Rad),
        ["minute"] = new DateStage(DatePart.Minute),
        ["hour"] = new DateStage(DatePart.Hour),
        ["day_of_week"] = new DateStage(DatePart.DayOfWeek),
        ["day_of_month"] = new DateStage(DatePart.DayOfMonth),
        ["day_of_year"] = new DateStage(DatePart.DayOfYear),
        ["days_in_month"] = new DateStage(DatePart.DaysInMonth),
        ["month"] = new DateStage(DatePart.Month),
        ["year"] = new DateStage(DatePart.Year),
        ["timestamp"] = new TimeStage(),
        ["histogram_count"] = new HistogramStage(HistogramMeasure.Count),
        ["histogram_sum"] = new HistogramStage(HistogramMeasure.Sum),
        ["histogram_avg"] = new HistogramStage(HistogramMeasure.Average),
        ["histogram_stddev"] = new HistogramStage(HistogramMeasure.StandardDeviation),
        ["histogram_stdvar"] = new HistogramStage(HistogramMeasure.Variance),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static ColumnStage? Find(string function) => _stages.GetValueOrDefault(function);
}
