using Emend.Text.Patterns;
using Emend.Text.Unicode;

namespace Emend.Text.PreTokenizers;

/// <summary>Cuts text where the writing system changes; Chinese characters and kana are one, spaces belong to any.</summary>
internal sealed class ScriptPreTokenizer : IPreTokenizer
{
    private const string Any = "any";
    private const string Han = "han";
    private const int ProlongedSoundMark = 0x30FC;

    /// <inheritdoc/>
    public void Apply(Pieces pieces) => pieces.Cut(static (text, parts) =>
    {
        int start = 0;
        string? script = null;
        int units;
        for (int index = 0; index < text.Length; index += units)
        {
            string next = ScriptOf(CodePoints.At(text, index, out units));
            if (next == Any)
                continue;
            if (script is not null && next != script)
            {
                parts.Add(new TextRange(start, index));
                start = index;
            }
            script = next;
        }
        parts.Add(new TextRange(start, text.Length));
    });

    private static string ScriptOf(int codePoint)
    {
        if (codePoint == ' ')
            return Any;
        string? script = codePoint == ProlongedSoundMark ? Han : Scripts.Of(codePoint);
        return script switch
        {
            null => Any,
            "hiragana" or "katakana" => Han,
            _ => script,
        };
    }
}
