namespace Emend.Text.Chat;

/// <summary>What a template consists of.</summary>
internal enum TemplateTokenKind
{
    /// <summary>Text outside of tags.</summary>
    Data,

    /// <summary><c>{{</c>.</summary>
    OutputBegin,

    /// <summary><c>}}</c>.</summary>
    OutputEnd,

    /// <summary><c>{%</c>.</summary>
    BlockBegin,

    /// <summary><c>%}</c>.</summary>
    BlockEnd,

    /// <summary>A word.</summary>
    Name,

    /// <summary>A quoted text; the token holds its content.</summary>
    Quoted,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a point or an exponent.</summary>
    Float,

    /// <summary>Punctuation.</summary>
    Operator,

    /// <summary>After the last.</summary>
    End,
}
