namespace Emend.Text.Patterns;

/// <summary>Turns a parsed pattern into instructions.</summary>
internal sealed class PatternCompiler
{
    private const int LongestProgram = 100_000;

    private readonly List<Instruction> program = [];

    /// <summary>How many loops remember where their rounds began.</summary>
    public int Loops { get; private set; }

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="FormatException">The pattern is too large.</exception>
    public static (Instruction[] Program, int Loops) Compile(PatternNode node)
    {
        var compiler = new PatternCompiler();
        compiler.Emit(node);
        compiler.Add(new Instruction(Operation.Match));
        return ([.. compiler.program], compiler.Loops);
    }

    private void Emit(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Character character:
                Add(new Instruction(Operation.Take) { Set = character.Set });
                break;
            case PatternNode.Sequence sequence:
                foreach (var part in sequence.Parts)
                    Emit(part);
                break;
            case PatternNode.Alternatives alternatives:
                EmitAlternatives(alternatives);
                break;
            case PatternNode.Repeat { Part: PatternNode.Character character } repeat:
                Add(new Instruction(repeat.Mode switch
                {
                    RepeatMode.Greedy => Operation.TakeMany,
                    RepeatMode.Lazy => Operation.TakeFew,
                    _ => Operation.TakeAll,
                })
                {
                    Set = character.Set,
                    Minimum = repeat.Minimum,
                    Maximum = repeat.Maximum ?? int.MaxValue,
                });
                break;
            case PatternNode.Repeat { Mode: RepeatMode.Possessive } repeat:
                EmitNested(new Instruction(Operation.Atomic), repeat with { Mode = RepeatMode.Greedy });
                break;
            case PatternNode.Repeat repeat:
                EmitRepeat(repeat);
                break;
            case PatternNode.Look look:
                EmitNested(new Instruction(look.Ahead ? Operation.LookAhead : Operation.LookBehind) { IsNegative = look.Negative }, look.Part);
                break;
            case PatternNode.Atomic atomic:
                EmitNested(new Instruction(Operation.Atomic), atomic.Part);
                break;
            case PatternNode.Anchor anchor:
                Add(new Instruction(Operation.Anchor) { Anchor = anchor.Kind });
                break;
        }
    }

    private void EmitAlternatives(PatternNode.Alternatives alternatives)
    {
        var jumps = new List<Instruction>();
        for (int index = 0; index < alternatives.Parts.Count - 1; index++)
        {
            var attempt = Add(new Instruction(Operation.Try) { Set = FirstSet(alternatives.Parts[index]) });
            Emit(alternatives.Parts[index]);
            jumps.Add(Add(new Instruction(Operation.Jump)));
            attempt.Target = program.Count;
        }
        Emit(alternatives.Parts[^1]);
        foreach (var jump in jumps)
            jump.Target = program.Count;
    }

    private void EmitRepeat(PatternNode.Repeat repeat)
    {
        for (int round = 0; round < repeat.Minimum; round++)
            Emit(repeat.Part);
        var operation = repeat.Mode == RepeatMode.Lazy ? Operation.TryTarget : Operation.Try;
        if (repeat.Maximum is not { } maximum)
        {
            int loop = Loops++;
            int start = program.Count;
            var attempt = Add(new Instruction(operation));
            Add(new Instruction(Operation.RoundStart) { Minimum = loop });
            Emit(repeat.Part);
            var end = Add(new Instruction(Operation.RoundEnd) { Minimum = loop });
            Add(new Instruction(Operation.Jump) { Target = start });
            attempt.Target = end.Target = program.Count;
            return;
        }
        var attempts = new List<Instruction>();
        for (int round = repeat.Minimum; round < maximum; round++)
        {
            attempts.Add(Add(new Instruction(operation)));
            Emit(repeat.Part);
        }
        foreach (var attempt in attempts)
            attempt.Target = program.Count;
    }

    private void EmitNested(Instruction instruction, PatternNode part)
    {
        Add(instruction);
        Emit(part);
        if (instruction.Operation == Operation.LookBehind)
            Add(new Instruction(Operation.Anchor) { Anchor = AnchorKind.TextEnd }); // the text it sees ends at the position
        Add(new Instruction(Operation.Match));
        instruction.Target = program.Count;
    }

    private Instruction Add(Instruction instruction)
    {
        if (program.Count >= LongestProgram)
            throw new FormatException("the regular expression repeats too much");
        program.Add(instruction);
        return instruction;
    }

    // The code points with which a part can begin; null where it can be empty or that is not easily said.
    private static CharacterSet? FirstSet(PatternNode node) => node switch
    {
        PatternNode.Character character => character.Set,
        PatternNode.Repeat { Minimum: > 0 } repeat => FirstSet(repeat.Part),
        PatternNode.Atomic atomic => FirstSet(atomic.Part),
        PatternNode.Sequence sequence => FirstOfSequence(sequence.Parts),
        PatternNode.Alternatives alternatives => Union(alternatives.Parts.Select(FirstSet)),
        _ => null,
    };

    private static CharacterSet? FirstOfSequence(IReadOnlyList<PatternNode> parts)
    {
        var sets = new List<CharacterSet?>();
        foreach (var part in parts)
        {
            if (part is PatternNode.Repeat { Minimum: 0 } optional)
            {
                sets.Add(FirstSet(optional.Part));
                continue;
            }
            sets.Add(FirstSet(part));
            return Union(sets);
        }
        return null;
    }

    private static CharacterSet? Union(IEnumerable<CharacterSet?> sets)
    {
        var union = new CharacterSet();
        foreach (var set in sets)
        {
            if (set is null)
                return null;
            union.Add(set);
        }
        return union;
    }
}
