using System.ComponentModel;
using System.Globalization;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Lets the configuration binder read periods.</summary>
internal sealed class PeriodConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        Period.TryParse((string)value, out Period period) ? period : throw new FormatException("expected a period such as 90s, 30m, 15d or 1h30m");
}
