using System.Globalization;
using System.Text;

namespace Orleans.Obs.Load.Costs;

/// <summary>A month's costs as a table for docs/costs.md.</summary>
internal static class CostReport
{
    private const double DaysPerMonth = 365.0 / 12, HoursPerMonth = 24 * DaysPerMonth, SecondsPerMonth = 3600 * HoursPerMonth;

    public static string Of(CostMeasurement measured, Sizing sizing, Prices prices)
    {
        double appends = measured.AppendsPerSecond * SecondsPerMonth * sizing.Silos;
        double writes = measured.WritesPerDay * DaysPerMonth, reads = measured.ReadsPerDay * DaysPerMonth;
        double gigabytes = measured.StoredBytesPerDay * sizing.RetentionDays / 1e9;
        int processes = sizing.Silos + sizing.ApiProcesses;
        double cores = processes * sizing.Cores * HoursPerMonth, memory = processes * sizing.Gibibytes * HoursPerMonth;
        (string What, double Amount, double Dollars)[] rows =
        [
            ($"log: {Number(measured.AppendsPerSecond)} appends a second by each of {sizing.Silos} silos", appends, appends / 1e4 * prices.WriteTenThousand),
            ("blocks and manifests: writes and lists", writes, writes / 1e4 * prices.WriteTenThousand),
            ("blocks and manifests: reads", reads, reads / 1e4 * prices.ReadTenThousand),
            ($"stored for {sizing.RetentionDays} days, GB", gigabytes, gigabytes * prices.GigabyteMonth),
            ($"core-hours of {processes} processes with {Number(sizing.Cores)} cores", cores, cores * prices.CoreHour),
            ($"GiB-hours of {processes} processes with {Number(sizing.Gibibytes)} GiB", memory, memory * prices.GibibyteHour),
        ];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"A month of {measured.Unit}, at the prices of {prices.AsOf}:").AppendLine();
        text.AppendLine("| what | amount a month | USD a month |").AppendLine("| --- | --- | --- |");
        foreach ((string what, double amount, double dollars) in rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {amount:N0} | {dollars:N2} |");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"| **all** | | **{rows.Sum(static row => row.Dollars):N2}** |");
        return text.ToString();
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
