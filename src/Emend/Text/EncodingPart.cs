namespace Emend.Text;

/// <summary>An encoding under construction: of one text, of special tokens, or of several such parts joined.</summary>
internal sealed class EncodingPart(List<EncodedToken> tokens, string source)
{
    /// <summary>The tokens.</summary>
    public List<EncodedToken> Tokens { get; private set; } = tokens;

    /// <summary>The text that the offsets count in.</summary>
    public string Source { get; } = source;

    /// <summary>The further windows of a truncated text.</summary>
    public List<EncodingPart> Overflowing { get; private set; } = [];

    /// <summary>Which tokens come from the first and from the second text, where that was said.</summary>
    public TextRange?[] Sequences { get; } = new TextRange?[2];

    /// <summary>Says that all tokens, those of the windows too, come from one text of a pair.</summary>
    public void SetSequence(int sequence)
    {
        Sequences[sequence] = new TextRange(0, Tokens.Count);
        Overflowing.ForEach(window => window.SetSequence(sequence));
    }

    /// <summary>Changes every token.</summary>
    public void Change(Func<EncodedToken, EncodedToken> change)
    {
        for (int index = 0; index < Tokens.Count; index++)
            Tokens[index] = change(Tokens[index]);
    }

    /// <summary>Changes every token, those of the windows too.</summary>
    public void ChangeAll(Func<EncodedToken, EncodedToken> change)
    {
        Change(change);
        Overflowing.ForEach(window => window.ChangeAll(change));
    }

    /// <summary>
    /// Cuts the part to a length; the rest goes to <see cref="Overflowing"/> in windows of that length, each of which
    /// repeats some tokens of the one before.
    /// </summary>
    public void Truncate(int length, int stride, TokenSide side)
    {
        int count = Tokens.Count;
        if (length >= count)
            return;
        if (length == 0)
        {
            Overflowing = [new EncodingPart(Tokens, Source) { Overflowing = Overflowing }];
            Tokens = [];
            Array.Clear(Sequences);
            return;
        }
        if (stride >= length)
            throw new ArgumentException(
                $"The stride {stride} must be less than the {length} tokens that truncation leaves of the text.", nameof(stride));
        var windows = new List<EncodingPart>();
        for (int from = 0; ; from += length - stride)
        {
            int to = Math.Min(from + length, count);
            windows.Add(side == TokenSide.Right ? Window(from, to) : Window(count - to, count - from));
            if (to == count)
                break;
        }
        Tokens = windows[0].Tokens;
        Overflowing = windows[1..];
        Array.Clear(Sequences);
    }

    /// <summary>Appends another part, and combines the windows of both.</summary>
    public void Append(EncodingPart other)
    {
        var windows = new List<EncodingPart>();
        foreach (var window in Overflowing)
        {
            windows.Add(Joined(window, other));
            foreach (var otherWindow in other.Overflowing)
                windows.Add(Joined(window, otherWindow));
        }
        foreach (var otherWindow in other.Overflowing)
            windows.Add(Joined(this, otherWindow, withWindows: false));
        AppendTokens(other);
        Overflowing = windows;
    }

    /// <summary>Fills this part and its windows up to a length.</summary>
    public void Pad(int length, PaddingOptions options)
    {
        foreach (var window in Overflowing)
            window.Pad(length, options);
        int missing = length - Tokens.Count;
        if (missing <= 0)
            return;
        var padding = Enumerable.Repeat(
            new EncodedToken(options.TokenId, options.Token, default, options.TypeId, IsSpecial: true, IsPadding: true), missing);
        Tokens.InsertRange(options.Side == TokenSide.Left ? 0 : Tokens.Count, padding);
        if (options.Side == TokenSide.Left)
            for (int sequence = 0; sequence < Sequences.Length; sequence++)
                if (Sequences[sequence] is { } range)
                    Sequences[sequence] = new TextRange(range.Start + missing, range.End + missing);
    }

    /// <summary>The finished encoding.</summary>
    public Encoding ToEncoding(string text, string? pair)
    {
        var sequences = new int?[Tokens.Count];
        if (Sequences[0] is null && Sequences[1] is null)
            Array.Fill(sequences, 0);
        for (int sequence = 0; sequence < Sequences.Length; sequence++)
            if (Sequences[sequence] is { } range)
                Array.Fill(sequences, sequence, range.Start, range.Length);
        var encoding = new Encoding(text, pair, new bool[Tokens.Count])
        {
            Ids = new int[Tokens.Count],
            Tokens = new string[Tokens.Count],
            Offsets = new TextRange[Tokens.Count],
            TypeIds = new int[Tokens.Count],
            SpecialTokensMask = new int[Tokens.Count],
            AttentionMask = new int[Tokens.Count],
            SequenceIds = sequences,
            Overflowing = [.. Overflowing.Select(window => window.ToEncoding(text, pair))],
        };
        for (int index = 0; index < Tokens.Count; index++)
            encoding.Set(index, Tokens[index]);
        return encoding;
    }

    private static EncodingPart Joined(EncodingPart first, EncodingPart second, bool withWindows = true)
    {
        var joined = new EncodingPart([.. first.Tokens], first.Source);
        first.Sequences.CopyTo(joined.Sequences, 0);
        if (withWindows)
            joined.Overflowing = first.Overflowing;
        joined.Append(second);
        return joined;
    }

    private EncodingPart Window(int from, int to) => new(Tokens.GetRange(from, to - from), Source);

    private void AppendTokens(EncodingPart other)
    {
        for (int sequence = 0; sequence < Sequences.Length; sequence++)
            if (other.Sequences[sequence] is { } range)
                Sequences[sequence] = new TextRange(Tokens.Count + range.Start, Tokens.Count + range.End);
        Tokens.AddRange(other.Tokens);
    }
}
