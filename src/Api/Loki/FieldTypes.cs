using System.Globalization;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Api.Loki;

/// <summary>What kind of value a field holds, as Grafana's field picker names it.</summary>
internal static class FieldTypes
{
    public static string Of(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "int"
        : GoNumber.TryParseFloat(value, out _) ? "float"
        : value is "t" or "T" or "true" or "TRUE" or "True" or "f" or "F" or "false" or "FALSE" or "False" ? "boolean"
        : "string";
}
