using Emend.Text.Normalizers;

namespace Emend.Text.Unicode;

/// <summary>Decomposing and composing characters (UAX #15).</summary>
internal static class Decompositions
{
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = Leads * Vowels * Tails;

    private static readonly Tables Data = Tables.Read();

    /// <summary>The order in which a mark stands among marks; 0 for what is no mark.</summary>
    public static int CombiningClassOf(int codePoint) =>
        codePoint < 0x300 ? 0 : Data.Classes.GetValueOrDefault(codePoint);

    /// <summary>Appends the full decomposition of a code point: the first part replaces it, the others are inserted.</summary>
    public static void Append(int codePoint, bool compatible, List<TextChange> changes)
    {
        int syllable = codePoint - SyllableBase;
        if (syllable is >= 0 and < Syllables)
        {
            changes.Add(new TextChange(LeadBase + syllable / (Vowels * Tails), 0));
            changes.Add(new TextChange(VowelBase + syllable / Tails % Vowels, 1));
            if (syllable % Tails > 0)
                changes.Add(new TextChange(TailBase + syllable % Tails, 1));
            return;
        }
        int before = changes.Count;
        AppendParts(codePoint, compatible, changes, before);
    }

    /// <summary>Finds the character that two others compose to.</summary>
    public static bool TryCompose(int first, int second, out int composed)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            composed = SyllableBase + (lead * Vowels + vowel) * Tails;
            return true;
        }
        int syllable = first - SyllableBase;
        int tail = second - TailBase;
        if (syllable is >= 0 and < Syllables && syllable % Tails == 0 && tail is > 0 and < Tails)
        {
            composed = first + tail;
            return true;
        }
        return Data.Compositions.TryGetValue((first, second), out composed);
    }

    private static void AppendParts(int codePoint, bool compatible, List<TextChange> changes, int first)
    {
        if (codePoint < 0xA0 || !Data.Canonical.TryGetValue(codePoint, out int[]? parts)
            && !(compatible && Data.Compatible.TryGetValue(codePoint, out parts)))
        {
            changes.Add(new TextChange(codePoint, changes.Count == first ? 0 : 1));
            return;
        }
        foreach (int part in parts)
            AppendParts(part, compatible, changes, first);
    }

    private sealed record Tables(
        Dictionary<int, int[]> Canonical, Dictionary<int, int[]> Compatible, Dictionary<(int, int), int> Compositions, Dictionary<int, int> Classes)
    {
        public static Tables Read()
        {
            var tables = new Tables([], [], [], []);
            foreach (string line in UnicodeTables.Lines("decompositions.txt"))
                tables.AddDecomposition(line.Split(' '));
            foreach (string line in UnicodeTables.Lines("combining-classes.txt"))
            {
                string[] fields = line.Split(' ');
                foreach (string field in fields.AsSpan(1))
                {
                    var (first, last) = UnicodeTables.ParseRange(field);
                    for (int codePoint = first; codePoint <= last; codePoint++)
                        tables.Classes.Add(codePoint, int.Parse(fields[0]));
                }
            }
            return tables;
        }

        private void AddDecomposition(string[] fields)
        {
            int codePoint = UnicodeTables.ParseHexadecimal(fields[0]);
            bool isMarked = fields[1] is "<" or "!";
            int[] parts = [.. fields.Skip(isMarked ? 2 : 1).Select(field => UnicodeTables.ParseHexadecimal(field))];
            (fields[1] == "<" ? Compatible : Canonical).Add(codePoint, parts);
            if (!isMarked)
                Compositions.Add((parts[0], parts[1]), codePoint);
        }
    }
}
