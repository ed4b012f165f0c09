namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>
/// Lays a text over templates. The text may begin anywhere in a piece of the template's text or anywhere in a variable; from there on every byte of it must meet the template's text or become
/// a condition on a variable. Where a variable ends is given by the form of templates: numbers end before what is no digit, words before what is no word; ids have their length.
/// </summary>
internal sealed class TemplateMatcher
{
    private readonly byte[] _text;
    private readonly bool _ignoreCase;
    private readonly List<PartCondition[]> _ways = [];
    private readonly List<PartCondition> _way = [];

    /// <summary>A matcher for one text that is not empty; for one thread at a time.</summary>
    public TemplateMatcher(ReadOnlySpan<byte> text, bool ignoreCase) => (_text, _ignoreCase) = (ignoreCase ? AsciiCase.ToLower(text) : text.ToArray(), ignoreCase);

    /// <summary>Which lines of the template contain the text.</summary>
    public TemplateMatch Match(LineTemplate template)
    {
        if (template.IsWhole)
        {
            return TemplateMatch.When([[new PartCondition(0, PartPlace.Anywhere, _text, _ignoreCase)]]);
        }

        _ways.Clear();
        int variables = template.Variables.Length;
        for (int piece = 0; piece <= variables; piece++)
        {
            ReadOnlySpan<byte> between = template.TextAt(piece);
            if (Contains(between))
            {
                return TemplateMatch.Always;
            }

            // The text may begin in this piece and go on in the variable behind it …
            for (int from = Math.Max(0, between.Length - _text.Length + 1); piece < variables && from < between.Length; from++)
            {
                if (AgreesWith(between[from..], 0))
                {
                    _way.Clear();
                    GoOn(template, piece, between.Length - from);
                }
            }

            // … or begin within that variable.
            if (piece < variables)
            {
                BeginWithin(template, piece);
            }
        }

        return _ways.Count == 0 ? TemplateMatch.Never : TemplateMatch.When([.. _ways]);
    }

    // The text from done on begins where the variable begins.
    private void GoOn(LineTemplate template, int variable, int done)
    {
        LineVariable form = template.Variables[variable];
        int left = _text.Length - done, run = RunOf(form, done);
        if (run == left && (!form.IsHex || left < form.TextLength))
        {
            EndWay(new PartCondition(variable, PartPlace.Start, _text.AsMemory(done), _ignoreCase));
            return;
        }

        int length = form.IsHex ? form.TextLength : run;
        if (length > 0 && length <= run && Follows(template, variable, done + length, new PartCondition(variable, PartPlace.Whole, _text.AsMemory(done, length), _ignoreCase)))
        {
            _way.RemoveAt(_way.Count - 1);
        }
    }

    private void BeginWithin(LineTemplate template, int variable)
    {
        LineVariable form = template.Variables[variable];
        int run = RunOf(form, 0);
        if (run == _text.Length)
        {
            _way.Clear();
            EndWay(new PartCondition(variable, PartPlace.Anywhere, _text, _ignoreCase));
        }

        // A UUID is the one value that contains what may also stand behind it, so its end may be after any part of the run.
        int shortest = form.IsUuid ? 1 : Math.Max(run, 1);
        for (int length = Math.Min(run, _text.Length - 1); length >= shortest; length--)
        {
            if (!form.IsHex || length <= form.TextLength)
            {
                _way.Clear();
                Follows(template, variable, length, new PartCondition(variable, PartPlace.End, _text.AsMemory(0, length), _ignoreCase));
            }
        }
    }

    // With the condition, does the text from done on lie over what follows the variable?
    private bool Follows(LineTemplate template, int variable, int done, PartCondition condition)
    {
        ReadOnlySpan<byte> between = template.TextAt(variable + 1);
        if (!AgreesWith(between, done))
        {
            return false;
        }

        if (done + between.Length >= _text.Length)
        {
            EndWay(condition);
            return false;
        }

        if (variable + 1 == template.Variables.Length)
        {
            return false;
        }

        _way.Add(condition);
        GoOn(template, variable + 1, done + between.Length);
        return true;
    }

    private void EndWay(PartCondition last) => _ways.Add([.. _way, last]);

    private bool Contains(ReadOnlySpan<byte> between) =>
        between.Length >= _text.Length && (_ignoreCase ? AsciiCase.IndexOfLower(between, _text) : between.IndexOf(_text)) >= 0;

    // Is the text from done on, as far as both go, what the piece begins with?
    private bool AgreesWith(ReadOnlySpan<byte> between, int done)
    {
        int common = Math.Min(between.Length, _text.Length - done);
        ReadOnlySpan<byte> text = _text.AsSpan(done, common);
        return _ignoreCase ? AsciiCase.EqualsLower(between[..common], text) : between[..common].SequenceEqual(text);
    }

    // How many bytes of the text from done on a value of the form may contain.
    private int RunOf(LineVariable form, int done)
    {
        int classes = form.Kind switch
        {
            VariableKind.Number => ByteClass.Digit,
            VariableKind.LowerHex or VariableKind.LowerUuid => ByteClass.Digit | ByteClass.LowerHex,
            VariableKind.UpperHex or VariableKind.UpperUuid => ByteClass.Digit | (_ignoreCase ? ByteClass.LowerHex : ByteClass.UpperHex),
            _ => ByteClass.Word,
        };
        int at = done;
        while (at < _text.Length && ((ByteClass.Table[_text[at]] & classes) != 0 || (form.IsUuid && _text[at] == (byte)'-')))
        {
            at++;
        }

        return at - done;
    }
}
