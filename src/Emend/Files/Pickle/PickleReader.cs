namespace Emend.Files.Pickle;

/// <summary>
/// A restricted unpickler: it builds numbers, texts, tuples, lists, dictionaries and descriptions of tensors, and refuses
/// everything else by name. It imports nothing, calls nothing, and follows no nesting, so that no pickle can make it
/// run code, recurse, or hold more than a small multiple of its own length.
/// </summary>
/// <param name="source">The bytes.</param>
/// <param name="storages">Turns the persistent ids, by which pickles name storages, into descriptions of them.</param>
internal sealed class PickleReader(PickleSource source, TorchStorages? storages = null)
{
    private const int HighestProtocol = 5;

    // ten times what the checkpoint with the most tensors has in one file
    private const int MostValues = 4_000_000;

    private static readonly object Mark = new();

    private readonly Refusal refusal = source.Refusal;
    private readonly List<object?> stack = [];
    private readonly Dictionary<ulong, object?> memo = [];
    private int values;

    /// <summary>Reads one pickle, up to its last instruction.</summary>
    /// <exception cref="InvalidDataException">The pickle is not sound, or asks for more than tensors.</exception>
    public object? Read()
    {
        for (var opcode = Next(); opcode != PickleOpcode.Stop; opcode = Next())
            Execute(opcode);
        return Pop();
    }

    private PickleOpcode Next() => (PickleOpcode)source.Byte();

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                if (source.Byte() is > HighestProtocol and var protocol)
                    throw refusal.Because($"its pickle is of protocol {protocol}, newer than any known");
                break;
            case PickleOpcode.Frame:
                _ = source.Unsigned(8);
                break;
            case PickleOpcode.Pop:
                Pop();
                break;
            case PickleOpcode.PopMark:
                _ = PopToMark();
                break;
            case PickleOpcode.Dup:
                var top = Pop();
                Push(top);
                Push(top);
                break;
            case PickleOpcode.Append or PickleOpcode.Appends:
                var items = opcode == PickleOpcode.Append ? [Pop()] : PopToMark();
                Top<List<object?>>("a list").AddRange(items);
                break;
            case PickleOpcode.SetItem:
                var value = Pop();
                var key = Pop();
                Top<PickleDictionary>("a dictionary").Add(key, value);
                break;
            case PickleOpcode.SetItems:
                var pairs = PopToMark();
                AddPairs(Top<PickleDictionary>("a dictionary"), pairs);
                break;
            case PickleOpcode.Build:
                Build();
                break;
            case PickleOpcode.BinPut or PickleOpcode.LongBinPut or PickleOpcode.Memoize:
                Remember(opcode switch { PickleOpcode.BinPut => source.Byte(), PickleOpcode.LongBinPut => source.Unsigned(4), _ => (ulong)memo.Count });
                break;
            default:
                Push(Make(opcode));
                break;
        }
    }

    /// <summary>The value that an instruction makes.</summary>
    private object? Make(PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.Mark => Mark,
        PickleOpcode.None => null,
        PickleOpcode.NewTrue => true,
        PickleOpcode.NewFalse => false,
        PickleOpcode.BinInt => (long)source.Int32(),
        PickleOpcode.BinInt1 => (long)source.Byte(),
        PickleOpcode.BinInt2 => (long)source.Unsigned(2),
        PickleOpcode.Long1 => source.Integer(source.Byte()),
        PickleOpcode.Long4 => source.Integer(source.Unsigned(4)),
        PickleOpcode.BinFloat => source.Double(),
        PickleOpcode.ShortBinString or PickleOpcode.ShortBinUnicode => source.Text(source.Byte()),
        PickleOpcode.BinString or PickleOpcode.BinUnicode => source.Text(source.Unsigned(4)),
        PickleOpcode.BinUnicode8 => source.Text(source.Unsigned(8)),
        PickleOpcode.EmptyTuple => Array.Empty<object?>(),
        PickleOpcode.Tuple1 => PopTuple(1),
        PickleOpcode.Tuple2 => PopTuple(2),
        PickleOpcode.Tuple3 => PopTuple(3),
        PickleOpcode.Tuple => PopToMark(),
        PickleOpcode.EmptyList => new List<object?>(),
        PickleOpcode.List => PopToMark().ToList(),
        PickleOpcode.EmptyDict => new PickleDictionary(),
        PickleOpcode.Dict => AddPairs(new PickleDictionary(), PopToMark()),
        PickleOpcode.BinGet => Recall(source.Byte()),
        PickleOpcode.LongBinGet => Recall(source.Unsigned(4)),
        PickleOpcode.Global => Global(source.Line(), source.Line()),
        PickleOpcode.StackGlobal => StackGlobal(),
        PickleOpcode.Inst => throw Refused($"{source.Line()}.{source.Line()}"),
        PickleOpcode.Reduce => Reduce(),
        PickleOpcode.BinPersId => storages is null ? throw Refused("a storage") : storages.Find(Pop()),
        _ => throw refusal.Because($"its pickle has the instruction {(Enum.IsDefined(opcode) ? opcode : (byte)opcode)}, which no file of tensors needs"),
    };

    private PickleGlobal Global(string module, string name)
    {
        var full = $"{module}.{name}";
        return PickleGlobal.Find(full) ?? throw Refused(full);
    }

    private PickleGlobal StackGlobal()
    {
        var name = Pop();
        var module = Pop();
        return module is string first && name is string second ? Global(first, second) : throw refusal.Because("its pickle names a function by something other than texts");
    }

    private object? Reduce()
    {
        var arguments = Pop() as object?[] ?? throw refusal.Because("its pickle calls a function without a tuple of arguments");
        var function = Pop() as PickleGlobal ?? throw refusal.Because("its pickle calls something that is no function");
        return function.Kind switch
        {
            PickleGlobalKind.Tensor => TorchTensor.Rebuild(arguments, refusal),
            PickleGlobalKind.Parameter when arguments is [TorchTensor tensor, ..] => tensor,
            PickleGlobalKind.Dictionary when arguments is [] => new PickleDictionary(),
            PickleGlobalKind.Dictionary when arguments is [List<object?> items] => OfItems(items),
            _ => throw refusal.Because($"its pickle calls {function.Name} in a way that no file of tensors does"),
        };
    }

    /// <summary>The form of Python 2: a list of lists of a key and a value.</summary>
    private PickleDictionary OfItems(List<object?> items)
    {
        var dictionary = new PickleDictionary();
        foreach (var item in items)
        {
            if (item is not (IReadOnlyList<object?> { Count: 2 } and var pair))
                throw refusal.Because("its pickle fills a dictionary with something other than pairs");
            dictionary.Add(pair[0], pair[1]);
        }

        return dictionary;
    }

    /// <summary>Sets an object's attributes. State dictionaries carry their modules' versions so, which say nothing of the tensors.</summary>
    private void Build()
    {
        if (Pop() is not PickleDictionary)
            throw refusal.Because("its pickle sets attributes by something other than a dictionary");
        Top<PickleDictionary>("a dictionary");
    }

    private PickleDictionary AddPairs(PickleDictionary dictionary, object?[] items)
    {
        if (items.Length % 2 != 0)
            throw refusal.Because("its pickle sets a key without a value");
        for (var i = 0; i < items.Length; i += 2)
            dictionary.Add(items[i], items[i + 1]);
        return dictionary;
    }

    private void Remember(ulong index)
    {
        CountValue();
        memo[index] = Top<object>("a value");
    }

    private object? Recall(ulong index) => memo.TryGetValue(index, out var value) ? value : throw refusal.Because($"its pickle recalls the value {index}, which it never kept");

    private void Push(object? value)
    {
        CountValue();
        stack.Add(value);
    }

    private void CountValue()
    {
        if (++values > MostValues)
            throw refusal.Because($"its pickle holds more than {MostValues} values");
    }

    private object? Pop()
    {
        if (stack.Count == 0 || ReferenceEquals(stack[^1], Mark))
            throw refusal.Because("its pickle takes a value where there is none");
        var value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] PopTuple(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            items[i] = Pop();
        return items;
    }

    private object?[] PopToMark()
    {
        var mark = stack.FindLastIndex(value => ReferenceEquals(value, Mark));
        if (mark < 0)
            throw refusal.Because("its pickle goes back to a mark that it never set");
        object?[] items = [.. stack[(mark + 1)..]];
        stack.RemoveRange(mark, stack.Count - mark);
        return items;
    }

    private T Top<T>(string what)
        where T : class => stack.Count > 0 && stack[^1] is T value && !ReferenceEquals(value, Mark)
        ? value
        : throw refusal.Because($"its pickle needs {what} where there is none");

    private InvalidDataException Refused(string name) =>
        refusal.Because($"it asks for {Quoted.Text(name)}, which is no part of a tensor; nothing of it was run");
}
