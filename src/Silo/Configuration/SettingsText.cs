using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Options;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>All settings that hold, defaults included, as YAML for people to read; what looks like a secret is not shown.</summary>
internal static class SettingsText
{
    private static readonly string[] Secret = ["ConnectionString", "Secret", "Password", "Token", "Key", "Credential"];

    private static readonly SearchValues<char> Special = SearchValues.Create(":#{}[]&*!|>'\"%@`,");

    public static string Of(IServiceProvider services)
    {
        var yaml = new StringBuilder();
        foreach ((string section, Type options) in SettingsCatalog.All)
        {
            var value = (IOptions<object>)services.GetRequiredService(typeof(IOptions<>).MakeGenericType(options));
            yaml.Append(section).Append(":\n");
            foreach (PropertyInfo property in options.GetProperties())
            {
                yaml.Append("  ").Append(property.Name).Append(": ").Append(Show(property, property.GetValue(value.Value))).Append('\n');
            }
        }

        return yaml.ToString();
    }

    private static string Show(PropertyInfo property, object? value)
    {
        string text = Show(value);
        return text is not "\"\"" && Array.Exists(Secret, word => property.Name.Contains(word, StringComparison.OrdinalIgnoreCase)) ? "<secret>" : text;
    }

    private static string Show(object? value) => value switch
    {
        null => "\"\"",
        string text => text.Length == 0 || text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : text,
        bool flag => flag ? "true" : "false",
        Period period => PrometheusDuration.Format(period.Milliseconds),
        ByteSize size => size.Bytes.ToString(CultureInfo.InvariantCulture),
        Enum choice => choice.ToString().ToLowerInvariant(),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Show))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Show(value.ToString()),
    };
}
