using System.Collections.Immutable;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>logfmt a="b"</c>: the pairs of some keys under names of their own. A key that the line lacks gives an empty label; of pairs with one key the last counts.</summary>
internal sealed class LogfmtKeysStep : PipelineStep
{
    private readonly bool _strict;
    private readonly ParserHints _hints;
    private readonly KeyPaths _keys;
    private readonly (int Name, int Key)[] _wanted;
    private byte[] _scratch = new byte[1024];

    public LogfmtKeysStep(bool strict, ImmutableArray<LabelExtraction> extractions, NameTable names, ParserHints hints)
    {
        (_strict, _hints) = (strict, hints);
        _keys = new KeyPaths(names, ParserHints.All);
        _wanted = [.. extractions.Select(extraction => (names.GetOrAdd(extraction.Label), names.GetOrAdd(Check(extraction.Expression))))];
    }

    public override bool Process(ref PipelineRow row)
    {
        RowLabels labels = row.Labels;
        if (_hints.IsNothing || labels.HasAllRequired)
        {
            return true;
        }

        foreach ((int name, _) in _wanted)
        {
            if (!labels.IsOfStream(name) && !labels.IsMetadata(name))
            {
                labels.Set(name, default);
            }
        }

        var reader = new LogfmtReader(row.Line);
        while (!reader.AtEnd)
        {
            if (!reader.Read())
            {
                if (_strict)
                {
                    break;
                }

                continue;
            }

            int name = NameOf(_keys.LabelOf(_keys.Find(KeyPaths.Root, reader.Key)));
            if (reader.IsEscaped && LogfmtReader.Unquote(reader.Value, Scratch(reader.Value.Length)) < 0)
            {
                reader.FailEscapes();
                if (_strict)
                {
                    break;
                }

                continue;
            }

            if (name >= 0)
            {
                labels.Set(labels.IsOfStream(name) || labels.IsMetadata(name) ? labels.Names.ExtractedOf(name) : name, ValueOf(reader));
            }
        }

        if (_strict && reader.Error is { } error)
        {
            labels.FailParsing(PipelineErrors.Logfmt, error);
        }

        return true;
    }

    private static string Check(string key)
    {
        string bare = key.Trim().Trim('"');
        return bare.Length > 0 && (char.IsAsciiLetter(bare[0]) || bare[0] == '_') && bare.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? bare
            : throw new StageException($"cannot parse expression [{key}]: {(bare.Length == 0 ? "syntax error: unexpected $end, expecting STRING or KEY" : $"unexpected char {bare.First(static c => !char.IsAsciiLetterOrDigit(c) && c != '_' || char.IsAsciiDigit(c))}")}");
    }

    // The label of a key: the one that asks for it, or the one that is called so.
    private int NameOf(int key)
    {
        int byName = -1;
        foreach ((int name, int wanted) in _wanted)
        {
            if (wanted == key)
            {
                return name;
            }

            byName = name == key ? name : byName;
        }

        return byName;
    }

    private ReadOnlySpan<byte> ValueOf(in LogfmtReader reader)
    {
        ReadOnlySpan<byte> value = reader.IsEscaped ? _scratch.AsSpan(0, LogfmtReader.Unquote(reader.Value, _scratch)) : reader.Value;
        return JsonText.IsClean(value) ? value : default;
    }

    private byte[] Scratch(int length) => _scratch = _scratch.Length >= length ? _scratch : new byte[2 * length];
}
