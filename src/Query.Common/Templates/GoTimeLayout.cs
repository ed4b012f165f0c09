using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>
/// Formats and reads times by Go's layouts, which show how the moment Mon Jan 2 15:04:05 MST 2006 is to be written. The longest element that the layout has at a place counts.
/// </summary>
public static class GoTimeLayout
{
    private static readonly string[] _elements =
    [
        "January", "Jan", "Monday", "Mon", "MST", "2006", "-07:00:00", "-07:00", "-070000", "-0700", "-07", "Z07:00:00", "Z07:00", "Z070000", "Z0700", "Z07", "__2", "_2", "002",
        "01", "02", "03", "04", "05", "06", "15", "PM", "pm", "1", "2", "3", "4", "5",
    ];

    /// <summary>Writes a time.</summary>
    public static string Format(GoTime time, string layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var text = new StringBuilder();
        DateTime local = time.Local;
        for (int i = 0; i < layout.Length;)
        {
            string element = ElementAt(layout, i);
            if (element.Length == 0)
            {
                text.Append(layout[i++]);
                continue;
            }

            Append(text, element, time, local);
            i += element.Length;
        }

        return text.ToString();
    }

    /// <summary>Reads a time; a layout without a zone is read in the given one.</summary>
    public static bool TryParse(string layout, string text, TimeZoneInfo? zone, out GoTime time)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(text);
        time = GoTime.Zero;
        var reader = new GoTimeReader(text);
        for (int i = 0; i < layout.Length;)
        {
            string element = ElementAt(layout, i);
            bool read = element.Length == 0 ? reader.Literal(layout[i]) : reader.Read(element, FollowsFraction(layout, i + element.Length));
            if (!read)
            {
                return false;
            }

            i += Math.Max(element.Length, 1);
        }

        return reader.TryComplete(zone, out time);
    }

    private static bool FollowsFraction(string layout, int at) => ElementAt(layout, at) is { Length: > 1 } element && element[0] is '.' or ',';

    // The element at a place of the layout; empty where a character stands for itself.
    private static string ElementAt(string layout, int at)
    {
        ReadOnlySpan<char> rest = layout.AsSpan(Math.Min(at, layout.Length));
        if (rest.Length > 1 && rest[0] is '.' or ',' && rest[1] is '0' or '9')
        {
            int length = 1;
            while (length < rest.Length && rest[length] == rest[1])
            {
                length++;
            }

            return length < rest.Length && char.IsAsciiDigit(rest[length]) ? "" : rest[..length].ToString();
        }

        foreach (string element in _elements)
        {
            // A month or weekday in front of more lower-case letters is a word of its own.
            bool isWord = element is "Jan" or "Mon";
            if (rest.StartsWith(element) && !(isWord && rest.Length > 3 && char.IsAsciiLetterLower(rest[3])) && !(element == "_2" && rest.StartsWith("_2006")))
            {
                return element;
            }
        }

        return "";
    }

    private static void Append(StringBuilder text, string element, GoTime time, DateTime local)
    {
        int hour12 = local.Hour % 12 == 0 ? 12 : local.Hour % 12;
        switch (element)
        {
            case "2006":
                text.Append(CultureInfo.InvariantCulture, $"{local.Year:0000}");
                break;
            case "06":
                text.Append(CultureInfo.InvariantCulture, $"{local.Year % 100:00}");
                break;
            case "January":
                text.Append(CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(local.Month));
                break;
            case "Jan":
                text.Append(CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(local.Month));
                break;
            case "01":
                text.Append(CultureInfo.InvariantCulture, $"{local.Month:00}");
                break;
            case "1":
                text.Append(CultureInfo.InvariantCulture, $"{local.Month}");
                break;
            case "Monday":
                text.Append(local.DayOfWeek);
                break;
            case "Mon":
                text.Append(local.DayOfWeek.ToString().AsSpan(0, 3));
                break;
            case "02":
                text.Append(CultureInfo.InvariantCulture, $"{local.Day:00}");
                break;
            case "_2":
                text.Append(CultureInfo.InvariantCulture, $"{local.Day,2}");
                break;
            case "2":
                text.Append(CultureInfo.InvariantCulture, $"{local.Day}");
                break;
            case "002":
                text.Append(CultureInfo.InvariantCulture, $"{local.DayOfYear:000}");
                break;
            case "__2":
                text.Append(CultureInfo.InvariantCulture, $"{local.DayOfYear,3}");
                break;
            case "15":
                text.Append(CultureInfo.InvariantCulture, $"{local.Hour:00}");
                break;
            case "03":
                text.Append(CultureInfo.InvariantCulture, $"{hour12:00}");
                break;
            case "3":
                text.Append(CultureInfo.InvariantCulture, $"{hour12}");
                break;
            case "04":
                text.Append(CultureInfo.InvariantCulture, $"{local.Minute:00}");
                break;
            case "4":
                text.Append(CultureInfo.InvariantCulture, $"{local.Minute}");
                break;
            case "05":
                text.Append(CultureInfo.InvariantCulture, $"{local.Second:00}");
                break;
            case "5":
                text.Append(CultureInfo.InvariantCulture, $"{local.Second}");
                break;
            case "PM":
                text.Append(local.Hour >= 12 ? "PM" : "AM");
                break;
            case "pm":
                text.Append(local.Hour >= 12 ? "pm" : "am");
                break;
            case "MST":
                text.Append(time.ZoneName);
                break;
            case [('-' or 'Z'), ..]:
                AppendOffset(text, element, time.Offset);
                break;
            default:
                AppendFraction(text, element, time.Nanosecond);
                break;
        }
    }

    private static void AppendOffset(StringBuilder text, string element, TimeSpan offset)
    {
        if (element[0] == 'Z' && offset == TimeSpan.Zero)
        {
            text.Append('Z');
            return;
        }

        string colon = element.Contains(':', StringComparison.Ordinal) ? ":" : "";
        TimeSpan magnitude = offset.Duration();
        text.Append(offset < TimeSpan.Zero ? '-' : '+').Append(CultureInfo.InvariantCulture, $"{magnitude.Hours:00}");
        int digits = element.Count(char.IsAsciiDigit);
        if (digits >= 4)
        {
            text.Append(colon).Append(CultureInfo.InvariantCulture, $"{magnitude.Minutes:00}");
        }

        if (digits == 6)
        {
            text.Append(colon).Append(CultureInfo.InvariantCulture, $"{magnitude.Seconds:00}");
        }
    }

    // ".000" always has its digits, ".999" leaves zeros at the end out.
    private static void AppendFraction(StringBuilder text, string element, int nanosecond)
    {
        string digits = nanosecond.ToString("000000000", CultureInfo.InvariantCulture)[..Math.Min(element.Length - 1, 9)];
        digits = element[1] == '9' ? digits.TrimEnd('0') : digits;
        if (digits.Length > 0)
        {
            text.Append(element[0]).Append(digits);
        }
    }
}
