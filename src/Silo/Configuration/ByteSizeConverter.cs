using System.ComponentModel;
using System.Globalization;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Lets the configuration binder read sizes.</summary>
internal sealed class ByteSizeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        ByteSize.TryParse((string)value, out ByteSize size) ? size : throw new FormatException("expected a size such as 512MiB");
}
