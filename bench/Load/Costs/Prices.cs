namespace Orleans.Obs.Load.Costs;

/// <summary>What the cloud asks, in US dollars. The defaults are list prices of one region, remembered in August 2026, to be replaced by yours.</summary>
/// <param name="AsOf">When these were the prices.</param>
/// <param name="WriteTenThousand">10,000 write operations of hot blob storage with zone redundancy: put, append, list.</param>
/// <param name="ReadTenThousand">10,000 read operations, and all others that are not free.</param>
/// <param name="GigabyteMonth">A gigabyte in the hot tier for a month.</param>
/// <param name="CoreHour">A core of Container Apps' consumption plan in use for an hour.</param>
/// <param name="GibibyteHour">A gibibyte of its memory for an hour.</param>
internal sealed record Prices(string AsOf, double WriteTenThousand, double ReadTenThousand, double GigabyteMonth, double CoreHour, double GibibyteHour);
