using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>Go's printf: verbs with flags, width and precision; what doesn't fit shows as <c>%!d(string=x)</c>.</summary>
public static class GoFormat
{
    private const int WidestField = 1_000_000;

    /// <summary>Formats arguments.</summary>
    public static string Format(string format, ReadOnlySpan<object?> arguments)
    {
        ArgumentNullException.ThrowIfNull(format);
        var text = new StringBuilder();
        int next = 0;
        bool reordered = false;
        for (int i = 0; i < format.Length;)
        {
            if (format[i] != '%')
            {
                text.Append(format[i++]);
                continue;
            }

            i++;
            Field field = default;
            for (; i < format.Length && "+-# 0".Contains(format[i], StringComparison.Ordinal); i++)
            {
                field = field.With(format[i]);
            }

            reordered |= TryArgumentNumber(format, ref i, ref next);
            field.Width = Number(format, ref i, arguments, ref next, out bool badWidth);
            if (field.Width < 0)
            {
                (field.Width, field.Minus, field.Zero) = (-field.Width, true, false);
            }

            text.Append(badWidth ? "%!(BADWIDTH)" : "");
            if (i < format.Length && format[i] == '.')
            {
                i++;
                reordered |= TryArgumentNumber(format, ref i, ref next);
                field.Precision = Number(format, ref i, arguments, ref next, out bool badPrecision) ?? 0;
                text.Append(badPrecision ? "%!(BADPREC)" : "");
                field.Precision = field.Precision < 0 || badPrecision ? null : field.Precision;
            }

            reordered |= TryArgumentNumber(format, ref i, ref next);
            if (i >= format.Length)
            {
                text.Append("%!(NOVERB)");
                break;
            }

            Rune verb = Rune.TryGetRuneAt(format, i, out Rune rune) ? rune : Rune.ReplacementChar;
            i += Math.Max(verb.Utf16SequenceLength, 1);
            if (verb.Value == '%')
            {
                text.Append('%');
            }
            else if (next >= arguments.Length || next < 0)
            {
                text.Append("%!").Append(verb.ToString()).Append("(MISSING)");
                next++;
            }
            else
            {
                text.Append(Verb(verb, field, arguments[next++]));
            }
        }

        if (!reordered && next < arguments.Length)
        {
            text.Append("%!(EXTRA ");
            for (int i = next; i < arguments.Length; i++)
            {
                text.Append(i > next ? ", " : "").Append(arguments[i] is null ? "<nil>" : $"{TemplateValues.TypeOf(arguments[i])}={TemplateValues.Print(arguments[i])}");
            }

            text.Append(')');
        }

        return text.ToString();
    }

    private static bool TryArgumentNumber(string format, ref int i, ref int next)
    {
        int end = i < format.Length && format[i] == '[' ? format.IndexOf(']', i) : -1;
        if (end < 0 || !int.TryParse(format.AsSpan(i + 1, end - i - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return false;
        }

        (i, next) = (end + 1, number - 1);
        return true;
    }

    private static int? Number(string format, ref int i, ReadOnlySpan<object?> arguments, ref int next, out bool bad)
    {
        bad = false;
        if (i < format.Length && format[i] == '*')
        {
            i++;
            bad = next >= arguments.Length || arguments[next] is not long and not null || arguments[next] is long and (> WidestField or < -WidestField);
            return !bad && arguments[next++] is long width ? (int)width : null;
        }

        int start = i;
        while (i < format.Length && char.IsAsciiDigit(format[i]))
        {
            i++;
        }

        return i == start ? null : int.TryParse(format.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, WidestField) : null;
    }

    private static string Verb(Rune verb, Field field, object? value)
    {
        switch (verb.Value, value)
        {
            case ('T', _):
                return field.Pad(TemplateValues.TypeOf(value));
            case ('v', null):
                return field.Pad("<nil>");
            case ('v', string text) when field.Sharp:
                return field.Pad(GoLiteral.Quote(text));
            case ('v', long whole):
                return Integer(field, whole, 10, upper: false);
            case ('v', double number):
                return field.Precision is null ? field.PadNumber(Signed(field, TemplateValues.PrintFloat(number))) : Float('g', field, number);
            case ('v', _):
                return field.Pad(TemplateValues.Print(value));
            case ('t', bool flag):
                return field.Pad(flag ? "true" : "false");
            case ('d', long whole):
                return Integer(field, whole, 10, upper: false);
            case ('b', long whole):
                return Integer(field, whole, 2, upper: false);
            case ('o' or 'O', long whole):
                return Integer(field with { Sharp = field.Sharp || verb.Value == 'O' }, whole, 8, upper: false);
            case ('x' or 'X', long whole):
                return Integer(field, whole, 16, verb.Value == 'X');
            case ('x' or 'X', string text):
                string hex = Convert.ToHexString(GoLiteral.Encode(text));
                return field.Pad(verb.Value == 'X' ? hex : hex.ToLowerInvariant());
            case ('c', long rune):
                return field.Pad((Rune.IsValid((int)rune) ? new Rune((int)rune) : Rune.ReplacementChar).ToString());
            case ('q', long rune):
                return field.Pad(GoLiteral.QuoteRune((int)rune));
            case ('U', long rune):
                return field.Pad(string.Create(CultureInfo.InvariantCulture, $"U+{rune:X4}"));
            case ('q', string text):
                string cut = Truncate(text, field.Precision);
                return field.Pad(field.Sharp && !cut.AsSpan().ContainsAny('`', '\n', '\r') ? $"`{cut}`" : GoLiteral.Quote(cut));
            case ('s', string text):
                return field.Pad(Truncate(text, field.Precision));
            case ('e' or 'E' or 'f' or 'F' or 'g' or 'G', double number):
                return Float((char)verb.Value, field, number);
            case ('s', GoTime):
                return field.Pad(TemplateValues.Print(value));
            case (_, IReadOnlyList<object?> list) when verb.Value is not 't':
                return $"[{string.Join(' ', list.Select(element => Verb(verb, field, element)))}]";
            case ('s', ITemplateMap):
                return field.Pad(TemplateValues.Print(value));
            case (_, null):
                return $"%!{verb}(<nil>)";
            default:
                return $"%!{verb}({TemplateValues.TypeOf(value)}={TemplateValues.Print(value)})";
        }
    }

    private static string Integer(Field field, long value, int radix, bool upper)
    {
        ulong magnitude = value < 0 ? unchecked((ulong)-value) : (ulong)value;
        string digits = radix == 10 ? magnitude.ToString(CultureInfo.InvariantCulture) : ToRadix(magnitude, (uint)radix);
        digits = upper ? digits.ToUpperInvariant() : digits;
        string prefix = !field.Sharp ? "" : radix switch { 2 => "0b", 8 => "0", 16 => upper ? "0X" : "0x", _ => "" };
        if (field.Precision is { } precision)
        {
            digits = precision == 0 && value == 0 ? "" : digits.PadLeft(precision, '0');
        }

        return field.PadNumber(Signed(field, (value < 0 ? "-" : "") + prefix + digits), zeros: field.Precision is null);
    }

    private static string ToRadix(ulong value, uint radix)
    {
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(value % radix)]);
            value /= radix;
        }
        while (value != 0);
        return digits.ToString();
    }

    private static string Float(char verb, Field field, double value)
    {
        if (!double.IsFinite(value))
        {
            return field.PadNumber(Signed(field, TemplateValues.PrintFloat(value).TrimStart('+') is "Inf" ? "+Inf" : TemplateValues.PrintFloat(value)), zeros: false);
        }

        string text = (verb, field.Precision) switch
        {
            ('f' or 'F', _) => value.ToString($"F{field.Precision ?? 6}", CultureInfo.InvariantCulture),
            ('e' or 'E', _) => Exponent(value.ToString($"E{field.Precision ?? 6}", CultureInfo.InvariantCulture)),
            (_, null) => TemplateValues.PrintFloat(value),
            (_, { } digits) => PrometheusFloat.FormatGeneral(value, Math.Max(digits, 1)),
        };
        return field.PadNumber(Signed(field, verb is 'E' or 'G' ? text.ToUpperInvariant() : text));
    }

    // .NET writes E+004 where Go writes e+04.
    private static string Exponent(string text)
    {
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, e)}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string Signed(Field field, string number) => number[0] is '-' or '+' ? number : field.Plus ? "+" + number : field.Space ? " " + number : number;

    private static string Truncate(string text, int? runes)
    {
        int end = 0;
        for (int count = 0; end < text.Length && (runes is null || count < runes); count++)
        {
            end += char.IsHighSurrogate(text[end]) && end + 1 < text.Length ? 2 : 1;
        }

        return text[..end];
    }

    private record struct Field
    {
        public bool Plus { get; set; }

        public bool Minus { get; set; }

        public bool Sharp { get; set; }

        public bool Space { get; set; }

        public bool Zero { get; set; }

        public int? Width { get; set; }

        public int? Precision { get; set; }

        public readonly Field With(char flag) => flag switch
        {
            '+' => this with { Plus = true },
            '-' => this with { Minus = true, Zero = false },
            '#' => this with { Sharp = true },
            ' ' => this with { Space = true },
            _ => this with { Zero = !Minus },
        };

        public readonly string Pad(string text)
        {
            int missing = (Width ?? 0) - text.EnumerateRunes().Count();
            return missing <= 0 ? text : Minus ? text + new string(' ', missing) : new string(Zero ? '0' : ' ', missing) + text;
        }

        public readonly string PadNumber(string number, bool zeros = true)
        {
            int missing = (Width ?? 0) - number.Length;
            if (missing <= 0 || !Zero || !zeros)
            {
                return (this with { Zero = false }).Pad(number);
            }

            int sign = number[0] is '-' or '+' or ' ' ? 1 : 0;
            return number[..sign] + new string('0', missing) + number[sign..];
        }
    }
}
