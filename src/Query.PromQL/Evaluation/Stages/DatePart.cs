namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>What the date functions take from a time; the numbers are part of the plan's encoding.</summary>
internal enum DatePart : byte
{
    Minute = 0,
    Hour = 1,
    DayOfWeek = 2,
    DayOfMonth = 3,
    DayOfYear = 4,
    DaysInMonth = 5,
    Month = 6,
    Year = 7,
}
