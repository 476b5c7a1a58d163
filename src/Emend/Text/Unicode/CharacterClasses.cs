namespace Emend.Text.Unicode;

/// <summary>The classes a code point belongs to.</summary>
[Flags]
internal enum CharacterClasses : ushort
{
    None = 0,
    Letter = 1 << 0,
    Mark = 1 << 1,
    Number = 1 << 2,
    Punctuation = 1 << 3,
    Symbol = 1 << 4,
    Space = 1 << 5,
    Whitespace = 1 << 6,
    SplitPunctuation = 1 << 7,
    BertPunctuation = 1 << 8,
    Digit = 1 << 9,
    BertRemoved = 1 << 10,
    BertSpace = 1 << 11,
    BertIdeograph = 1 << 12,
    Accent = 1 << 13,
    BertAccent = 1 << 14,
}
