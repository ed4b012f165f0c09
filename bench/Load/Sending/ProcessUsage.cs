using System.Globalization;

namespace Orleans.Obs.Load.Sending;

/// <summary>What a process has used, from /proc (Linux; zero elsewhere or for process 0).</summary>
internal static class ProcessUsage
{
    private const double TicksPerSecond = 100;

    /// <summary>User and system seconds since the process started.</summary>
    public static double CpuSeconds(int process)
    {
        string path = $"/proc/{process}/stat";
        if (process <= 0 || !File.Exists(path))
        {
            return 0;
        }

        string stat = File.ReadAllText(path);
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident memory.</summary>
    public static long ResidentBytes(int process)
    {
        string path = $"/proc/{process}/status";
        if (process <= 0 || !File.Exists(path))
        {
            return 0;
        }

        string line = File.ReadLines(path).First(static line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
