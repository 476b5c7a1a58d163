using Emend.Text.Unicode;

namespace Emend.Text.Patterns;

/// <summary>Runs a compiled pattern over a text, with its own stack of alternatives still to try.</summary>
internal ref struct PatternMatcher(Instruction[] program, int loops, ReadOnlySpan<char> text, string expression)
{
    private const long StepsPerMatch = 20_000_000;
    private const long StepsPerUnit = 64;
    private const int DeepestStack = 4_000_000;

    private readonly ReadOnlySpan<char> text = text;
    private readonly int[] roundStarts = new int[loops];
    private Frame[] stack = [];
    private int height;
    private long steps;

    /// <summary>Finds the first match that begins at or after a position.</summary>
    public bool TryFind(int from, out TextRange match)
    {
        steps = 0;
        for (int start = from; start <= text.Length; start = After(start))
            if (Run(0, start) is >= 0 and int end)
            {
                match = new TextRange(start, end);
                return true;
            }
        match = default;
        return false;
    }

    /// <summary>The position after the code point at a position.</summary>
    public readonly int After(int position)
    {
        if (position >= text.Length)
            return position + 1;
        CodePoints.At(text, position, out int units);
        return position + units;
    }

    // Where the instructions from one on end when they match at a position, or -1.
    private int Run(int first, int position)
    {
        int bottom = height;
        int index = first;
        while (true)
        {
            if (++steps > StepsPerMatch + StepsPerUnit * text.Length)
                throw TooMuch("time");
            var instruction = program[index];
            bool goesOn = true;
            switch (instruction.Operation)
            {
                case Operation.Take:
                    goesOn = TryTake(instruction.Set!, ref position);
                    index++;
                    break;
                case Operation.TakeMany:
                    goesOn = TakeMany(instruction, index + 1, ref position);
                    index++;
                    break;
                case Operation.TakeAll:
                    goesOn = TakeUpTo(instruction, instruction.Maximum, ref position) >= instruction.Minimum;
                    index++;
                    break;
                case Operation.TakeFew:
                    goesOn = TakeUpTo(instruction, instruction.Minimum, ref position) >= instruction.Minimum;
                    if (goesOn && instruction.Maximum > instruction.Minimum)
                        Push(new Frame(index, position, position, instruction.Maximum - instruction.Minimum));
                    index++;
                    break;
                case Operation.Try:
                    if (CanBegin(instruction.Set, position))
                    {
                        Push(new Frame(instruction.Target, position, position, 0));
                        index++;
                    }
                    else
                        index = instruction.Target;
                    break;
                case Operation.TryTarget:
                    Push(new Frame(index + 1, position, position, 0));
                    index = instruction.Target;
                    break;
                case Operation.Jump:
                    index = instruction.Target;
                    break;
                case Operation.RoundStart:
                    Push(new Frame(~instruction.Minimum, roundStarts[instruction.Minimum], 0, 0));
                    roundStarts[instruction.Minimum] = position;
                    index++;
                    break;
                case Operation.RoundEnd:
                    index = roundStarts[instruction.Minimum] == position ? instruction.Target : index + 1;
                    break;
                case Operation.Anchor:
                    goesOn = IsAt(instruction.Anchor, position);
                    index++;
                    break;
                case Operation.LookAhead:
                    goesOn = Run(index + 1, position) >= 0 != instruction.IsNegative;
                    index = instruction.Target;
                    break;
                case Operation.LookBehind:
                    goesOn = MatchesBehind(index + 1, position) != instruction.IsNegative;
                    index = instruction.Target;
                    break;
                case Operation.Atomic:
                    position = Run(index + 1, position);
                    goesOn = position >= 0;
                    index = instruction.Target;
                    break;
                case Operation.Match:
                    height = bottom;
                    return position;
            }
            if (!goesOn && !TryBacktrack(bottom, ref index, ref position))
                return -1;
        }
    }

    private bool TryBacktrack(int bottom, ref int index, ref int position)
    {
        while (height > bottom)
        {
            ref var frame = ref stack[height - 1];
            if (frame.Index < 0)
            {
                roundStarts[~frame.Index] = frame.Low;
                height--;
                continue;
            }
            if (frame.Remaining > 0)
            {
                // A loop that takes as few as it can tries one more.
                int end = frame.High;
                if (!TryTake(program[frame.Index].Set!, ref end))
                {
                    height--;
                    continue;
                }
                position = end;
                index = frame.Index + 1;
                frame = frame with { High = end, Remaining = frame.Remaining - 1 };
                if (frame.Remaining == 0)
                    height--;
                return true;
            }
            index = frame.Index;
            position = frame.High;
            if (frame.High > frame.Low)
            {
                // A loop that took as many as it could gives one back the next time.
                CodePoints.Before(text, frame.High, out int units);
                frame = frame with { High = frame.High - units };
            }
            else
                height--;
            return true;
        }
        return false;
    }

    private bool TakeMany(Instruction instruction, int next, ref int position)
    {
        int start = position;
        int count = TakeUpTo(instruction, instruction.Maximum, ref position);
        if (count < instruction.Minimum)
            return false;
        if (count == instruction.Minimum)
            return true;
        int low = start;
        for (int taken = 0; taken < instruction.Minimum; taken++)
            low = After(low);
        CodePoints.Before(text, position, out int units);
        Push(new Frame(next, low, position - units, 0));
        return true;
    }

    private readonly int TakeUpTo(Instruction instruction, int maximum, ref int position)
    {
        int count = 0;
        while (count < maximum && TryTake(instruction.Set!, ref position))
            count++;
        return count;
    }

    private readonly bool TryTake(CharacterSet set, ref int position)
    {
        if (position >= text.Length)
            return false;
        int codePoint = CodePoints.At(text, position, out int units);
        if (!set.Contains(codePoint))
            return false;
        position += units;
        return true;
    }

    private readonly bool CanBegin(CharacterSet? set, int position) =>
        set is null || (position < text.Length && set.Contains(CodePoints.At(text, position, out _)));

    private bool MatchesBehind(int first, int position)
    {
        for (int start = position; start >= 0;)
        {
            var before = new PatternMatcher(program, roundStarts.Length, text[..position], expression) { steps = steps };
            int end = before.Run(first, start);
            steps = before.steps;
            if (end >= 0)
                return true;
            if (start == 0)
                return false;
            CodePoints.Before(text, start, out int units);
            start -= units;
        }
        return false;
    }

    private readonly bool IsAt(AnchorKind kind, int position) => kind switch
    {
        AnchorKind.TextStart => position == 0,
        AnchorKind.TextEnd => position == text.Length,
        AnchorKind.LastLineEnd => position == text.Length || (position == text.Length - 1 && text[position] == '\n'),
        AnchorKind.LineStart => position == 0 || (text[position - 1] == '\n' && position < text.Length),
        AnchorKind.LineEnd => position == text.Length || text[position] == '\n',
        AnchorKind.WordBoundary => IsWordBoundary(position),
        _ => !IsWordBoundary(position),
    };

    private readonly bool IsWordBoundary(int position)
    {
        bool before = position > 0 && WordSet.Contains(CodePoints.Before(text, position, out _));
        bool after = position < text.Length && WordSet.Contains(CodePoints.At(text, position, out _));
        return before != after;
    }

    private static readonly CharacterSet WordSet = NamedSets.Word();

    private void Push(Frame frame)
    {
        if (height == stack.Length)
        {
            if (height >= DeepestStack)
                throw TooMuch("memory");
            Array.Resize(ref stack, Math.Max(32, height * 2));
        }
        stack[height++] = frame;
    }

    private readonly TokenizerFormatException TooMuch(string what) =>
        new($"The regular expression '{expression}' of the tokenizer takes too much {what} on this text of {text.Length} characters.");

    // An instruction to go on at with the position High; after that with each position down to Low, or, where rounds
    // remain, after one more code point. A negative instruction puts back where the round of a loop began.
    private readonly record struct Frame(int Index, int Low, int High, int Remaining);
}
