using System.Globalization;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>Reads the elements of a layout out of a text.</summary>
internal ref struct GoTimeReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;
    private int _year = 0;
    private int _month = 1;
    private int _day = 1;
    private int _dayOfYear = -1;
    private int _hour = 0;
    private int _minute = 0;
    private int _second = 0;
    private long _nanosecond = 0;
    private bool? _afternoon = null;
    private TimeSpan? _offset = null;
    private bool _isUtc = false;

    /// <summary>A character of the layout that stands for itself; a blank stands for any number of them.</summary>
    public bool Literal(char c)
    {
        if (c == ' ')
        {
            _rest = _rest.TrimStart(' ');
            return true;
        }

        bool fits = !_rest.IsEmpty && _rest[0] == c;
        _rest = fits ? _rest[1..] : _rest;
        return fits;
    }

    public bool Read(string element, bool fractionFollows)
    {
        DateTimeFormatInfo names = CultureInfo.InvariantCulture.DateTimeFormat;
        switch (element)
        {
            case "2006":
                return Digits(4, 4, out _year);
            case "06":
                bool read = Digits(2, 2, out int year);
                _year = year + (year >= 69 ? 1900 : 2000);
                return read;
            case "January":
                return Word(names.MonthNames.AsSpan()[..12], out _month);
            case "Jan":
                return Word(names.AbbreviatedMonthNames.AsSpan()[..12], out _month);
            case "Monday":
                return Word(names.DayNames, out _);
            case "Mon":
                return Word(names.AbbreviatedDayNames, out _);
            case "01":
                return Digits(2, 2, out _month);
            case "1":
                return Digits(1, 2, out _month);
            case "02":
                return Digits(2, 2, out _day);
            case "2" or "_2":
                _rest = _rest.TrimStart(' ');
                return Digits(1, 2, out _day);
            case "002" or "__2":
                _rest = _rest.TrimStart(' ');
                return Digits(1, 3, out _dayOfYear);
            case "15":
                return Digits(2, 2, out _hour) && _hour < 24;
            case "03":
                return Digits(2, 2, out _hour) && _hour <= 12;
            case "3":
                return Digits(1, 2, out _hour) && _hour <= 12;
            case "04":
                return Digits(2, 2, out _minute) && _minute < 60;
            case "4":
                return Digits(1, 2, out _minute) && _minute < 60;
            case "05":
                return Digits(2, 2, out _second) && _second < 60 && (fractionFollows || TrailingFraction());
            case "5":
                return Digits(1, 2, out _second) && _second < 60 && (fractionFollows || TrailingFraction());
            case "PM" or "pm":
                return HalfOfDay();
            case "MST":
                return ZoneName();
            case [('-' or 'Z'), ..]:
                return Offset(element);
            default:
                return Fraction(element);
        }
    }

    public readonly bool TryComplete(TimeZoneInfo? zone, out GoTime time)
    {
        time = GoTime.Zero;
        int hour = _afternoon switch { true when _hour < 12 => _hour + 12, false when _hour == 12 => 0, _ => _hour };
        int year = Math.Max(_year, 1);
        if (!_rest.IsEmpty || _month is < 1 or > 12 || year > 9999 || _day < 1 || _day > DateTime.DaysInMonth(year, _month))
        {
            return false;
        }

        var local = new DateTime(year, _month, _day, hour, _minute, _second, DateTimeKind.Unspecified);
        if (_dayOfYear > 0)
        {
            local = new DateTime(year, 1, 1, hour, _minute, _second, DateTimeKind.Unspecified).AddDays(_dayOfYear - 1);
        }

        TimeZoneInfo? shown = _isUtc || _offset == TimeSpan.Zero ? null
            : _offset is { } fixedOffset ? TimeZoneInfo.CreateCustomTimeZone($"UTC{fixedOffset}", fixedOffset, null, null)
            : zone;
        TimeSpan offset = shown?.GetUtcOffset(local) ?? TimeSpan.Zero;
        Int128 ticks = (Int128)(local.Ticks - DateTime.UnixEpoch.Ticks) - offset.Ticks;
        time = new GoTime((ticks * 100) + _nanosecond, shown);
        return true;
    }

    private bool Digits(int least, int most, out int value)
    {
        int length = 0;
        value = 0;
        while (length < most && length < _rest.Length && char.IsAsciiDigit(_rest[length]))
        {
            value = (value * 10) + (_rest[length++] - '0');
        }

        _rest = _rest[length..];
        return length >= least;
    }

    private bool Word(ReadOnlySpan<string> words, out int number)
    {
        for (number = 1; number <= words.Length; number++)
        {
            if (_rest.StartsWith(words[number - 1], StringComparison.OrdinalIgnoreCase))
            {
                _rest = _rest[words[number - 1].Length..];
                return true;
            }
        }

        return false;
    }

    private bool HalfOfDay()
    {
        bool known = _rest.StartsWith("AM", StringComparison.OrdinalIgnoreCase) || _rest.StartsWith("PM", StringComparison.OrdinalIgnoreCase);
        if (known)
        {
            _afternoon = (_rest[0] | 0x20) == 'p';
            _rest = _rest[2..];
        }

        return known;
    }

    private bool ZoneName()
    {
        int length = 0;
        while (length < _rest.Length && length < 5 && char.IsAsciiLetterUpper(_rest[length]))
        {
            length++;
        }

        _isUtc = _rest[..length] is "UTC" or "GMT";
        _rest = _rest[length..];
        return length >= 3;
    }

    private bool Offset(string element)
    {
        if (element[0] == 'Z' && !_rest.IsEmpty && _rest[0] == 'Z')
        {
            _rest = _rest[1..];
            _offset = TimeSpan.Zero;
            return true;
        }

        if (_rest.IsEmpty || _rest[0] is not ('+' or '-'))
        {
            return false;
        }

        bool negative = _rest[0] == '-';
        _rest = _rest[1..];
        bool colon = element.Contains(':', StringComparison.Ordinal);
        int digits = element.Count(char.IsAsciiDigit), minutes = 0, seconds = 0;
        bool read = Digits(2, 2, out int hours)
            && (digits < 4 || ((!colon || Literal(':')) && Digits(2, 2, out minutes)))
            && (digits < 6 || ((!colon || Literal(':')) && Digits(2, 2, out seconds)));
        var offset = new TimeSpan(hours, minutes, seconds);
        _offset = negative ? -offset : offset;
        return read && offset < TimeSpan.FromHours(14);
    }

    // Seconds may have a fraction even where the layout shows none.
    private bool TrailingFraction() => _rest.Length < 2 || _rest[0] is not ('.' or ',') || !char.IsAsciiDigit(_rest[1]) || TakeFraction(int.MaxValue);

    private bool Fraction(string element) =>
        element[1] == '9' ? _rest.Length < 2 || _rest[0] is not ('.' or ',') || !char.IsAsciiDigit(_rest[1]) || TakeFraction(int.MaxValue)
        : !_rest.IsEmpty && _rest[0] is '.' or ',' && TakeFraction(element.Length - 1);

    private bool TakeFraction(int digits)
    {
        int length = 1;
        long unit = 100_000_000;
        _nanosecond = 0;
        for (; length < _rest.Length && length <= digits && char.IsAsciiDigit(_rest[length]); length++)
        {
            _nanosecond += (_rest[length] - '0') * unit;
            unit /= 10;
        }

        _rest = _rest[length..];
        return digits == int.MaxValue || length == digits + 1;
    }
}
