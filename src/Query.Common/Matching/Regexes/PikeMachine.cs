using System.Buffers;
using System.Text;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>
/// Matches whole texts by following all paths through an expression at once, in order of preference (Pike's algorithm): time is linear in the text. Slower than .NET's
/// automata, but it takes larger expressions, and its word boundaries mean ASCII words, as RE2's do; .NET's mean Unicode words.
/// </summary>
internal sealed class PikeMachine : ITextMatcher
{
    private const int MaxInstructions = 20_000;

    private readonly List<Instruction> _program = [];
    private readonly int _groups;

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="NotSupportedException">It is too large.</exception>
    public PikeMachine(RegexNode node)
    {
        Emit(node, ref _groups);
        Add(new Instruction(Op.Accept));
    }

    private enum Op
    {
        Take,
        Split,
        Save,
        Assert,
        Accept,
    }

    // Next is the preferred successor of a split; the other instructions go on to the one behind them unless Next says otherwise.
    private sealed record Instruction(Op Op)
    {
        public RuneSet? Set { get; init; }

        public RegexNode.AssertionKind Assertion { get; init; }

        public int Slot { get; init; }

        public int Next { get; set; }

        public int Other { get; set; }
    }

    public bool IsMatch(ReadOnlySpan<char> text) => Match(text) is not null;

    public string?[]? Groups(string text) => Match(text) is { } slots ? [.. slots.Chunk(2).Select(s => s[1] < 0 ? null : text[s[0]..s[1]])] : null;

    /// <summary>The borders of the groups, start and end in turn, from group 0; -1 where a group took no part. Null when the text doesn't match.</summary>
    public int[]? Match(ReadOnlySpan<char> text) => Match(text, 0);

    /// <summary>As above, but the expression begins at a place in the text; its assertions see what stands before.</summary>
    public int[]? Match(ReadOnlySpan<char> text, int from)
    {
        List<(int Instruction, int[] Slots)> current = [];
        List<(int Instruction, int[] Slots)> next = [];
        int[] visited = new int[_program.Count];
        int[] none = new int[(_groups + 1) * 2];
        Array.Fill(none, -1);
        int position = from;
        Follow(current, visited, position + 1, 0, none, text, position);
        while (position < text.Length && current.Count > 0)
        {
            int length = Rune.DecodeFromUtf16(text[position..], out Rune rune, out int used) == OperationStatus.Done ? used : 1;
            position += length;
            next.Clear();
            foreach ((int at, int[] slots) in current)
            {
                if (_program[at] is { Op: Op.Take } take && take.Set!.Contains(rune.Value))
                {
                    Follow(next, visited, position + 1, take.Next, slots, text, position);
                }
            }

            (current, next) = (next, current);
        }

        if (position < text.Length)
        {
            return null;
        }

        foreach ((int at, int[] slots) in current)
        {
            if (_program[at].Op == Op.Accept)
            {
                (slots[0], slots[1]) = (from, text.Length);
                return slots;
            }
        }

        return null;
    }

    // Everything that is reached without taking a character; generation marks what was visited at this position.
    private void Follow(List<(int Instruction, int[] Slots)> reached, int[] visited, int generation, int start, int[] slots, ReadOnlySpan<char> text, int position)
    {
        Stack<(int Instruction, int[] Slots)> open = new([(start, slots)]);
        while (open.TryPop(out (int Instruction, int[] Slots) path))
        {
            if (visited[path.Instruction] == generation)
            {
                continue;
            }

            visited[path.Instruction] = generation;
            Instruction instruction = _program[path.Instruction];
            switch (instruction.Op)
            {
                case Op.Split:
                    open.Push((instruction.Other, path.Slots));
                    open.Push((instruction.Next, path.Slots));
                    break;
                case Op.Save:
                    int[] saved = [.. path.Slots];
                    saved[instruction.Slot] = position;
                    open.Push((instruction.Next, saved));
                    break;
                case Op.Assert:
                    if (Holds(instruction.Assertion, text, position))
                    {
                        open.Push((instruction.Next, path.Slots));
                    }

                    break;
                default:
                    reached.Add(path);
                    break;
            }
        }
    }

    private static bool Holds(RegexNode.AssertionKind assertion, ReadOnlySpan<char> text, int position) => assertion switch
    {
        RegexNode.AssertionKind.BeginText => position == 0,
        RegexNode.AssertionKind.EndText => position == text.Length,
        RegexNode.AssertionKind.BeginLine => position == 0 || text[position - 1] == '\n',
        RegexNode.AssertionKind.EndLine => position == text.Length || text[position] == '\n',
        RegexNode.AssertionKind.WordBoundary => IsBoundary(text, position),
        _ => !IsBoundary(text, position),
    };

    private static bool IsBoundary(ReadOnlySpan<char> text, int position) =>
        (position > 0 && IsWord(text[position - 1])) != (position < text.Length && IsWord(text[position]));

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private void Emit(RegexNode node, ref int groups)
    {
        switch (node)
        {
            case RegexNode.Characters characters:
                Add(new Instruction(Op.Take) { Set = characters.Set });
                break;
            case RegexNode.Assertion assertion:
                Add(new Instruction(Op.Assert) { Assertion = assertion.Kind });
                break;
            case RegexNode.Concatenation concatenation:
                foreach (RegexNode part in concatenation.Parts)
                {
                    Emit(part, ref groups);
                }

                break;
            case RegexNode.Capture capture:
                int group = ++groups;
                Add(new Instruction(Op.Save) { Slot = 2 * group });
                Emit(capture.Inner, ref groups);
                Add(new Instruction(Op.Save) { Slot = (2 * group) + 1 });
                break;
            case RegexNode.Alternation alternation:
                EmitAlternation(alternation, ref groups);
                break;
            case RegexNode.Repetition repetition:
                EmitRepetition(repetition, ref groups);
                break;
        }
    }

    private void EmitAlternation(RegexNode.Alternation alternation, ref int groups)
    {
        List<Instruction> exits = [];
        for (int i = 0; i < alternation.Parts.Length; i++)
        {
            Instruction? split = i < alternation.Parts.Length - 1 ? Add(new Instruction(Op.Split)) : null;
            Emit(alternation.Parts[i], ref groups);
            if (split is not null)
            {
                exits.Add(Jump());
                split.Other = _program.Count;
            }
        }

        exits.ForEach(exit => exit.Next = exit.Other = _program.Count);
    }

    private void EmitRepetition(RegexNode.Repetition repetition, ref int groups)
    {
        // A copy for each time; all of them save to the same groups.
        int before = groups;
        int after = groups;
        for (int i = 0; i < repetition.Min; i++)
        {
            EmitCopy(ref after);
        }

        if (repetition.Max is { } max)
        {
            List<Instruction> exits = [];
            for (int i = repetition.Min; i < max; i++)
            {
                exits.Add(Add(new Instruction(Op.Split)));
                EmitCopy(ref after);
            }

            exits.ForEach(exit => Leave(exit, _program.Count));
        }
        else
        {
            Instruction loop = Add(new Instruction(Op.Split));
            int start = _program.Count - 1;
            EmitCopy(ref after);
            Instruction back = Jump();
            back.Next = back.Other = start;
            Leave(loop, _program.Count);
        }

        groups = repetition.Max == 0 ? before + CountGroups(repetition.Inner) : after;

        void EmitCopy(ref int last)
        {
            last = before;
            Emit(repetition.Inner, ref last);
        }

        void Leave(Instruction split, int target)
        {
            split.Other = target;
            if (repetition.Lazy)
            {
                (split.Next, split.Other) = (split.Other, split.Next);
            }
        }
    }

    private static int CountGroups(RegexNode node) => node switch
    {
        RegexNode.Capture capture => 1 + CountGroups(capture.Inner),
        RegexNode.Repetition repetition => CountGroups(repetition.Inner),
        RegexNode.Concatenation concatenation => concatenation.Parts.Sum(CountGroups),
        RegexNode.Alternation alternation => alternation.Parts.Sum(CountGroups),
        _ => 0,
    };

    private Instruction Jump() => Add(new Instruction(Op.Split));

    private Instruction Add(Instruction instruction)
    {
        if (_program.Count >= MaxInstructions)
        {
            throw new NotSupportedException();
        }

        _program.Add(instruction);
        instruction.Next = instruction.Other = _program.Count;
        return instruction;
    }
}
