namespace Emend.Tensors.Kernels;

/// <summary>How many rows a tile has, as a type: the compiler then makes one tile for each number, without the steps of the rows it lacks.</summary>
internal interface IRows
{
    /// <summary>The number of rows.</summary>
    static abstract int Count { get; }
}

internal readonly struct Rows1 : IRows { public static int Count => 1; }

internal readonly struct Rows2 : IRows { public static int Count => 2; }

internal readonly struct Rows3 : IRows { public static int Count => 3; }

internal readonly struct Rows4 : IRows { public static int Count => 4; }

internal readonly struct Rows5 : IRows { public static int Count => 5; }

internal readonly struct Rows6 : IRows { public static int Count => 6; }

internal readonly struct Rows7 : IRows { public static int Count => 7; }

internal readonly struct Rows8 : IRows { public static int Count => 8; }

internal readonly struct Rows9 : IRows { public static int Count => 9; }

internal readonly struct Rows10 : IRows { public static int Count => 10; }

internal readonly struct Rows11 : IRows { public static int Count => 11; }

internal readonly struct Rows12 : IRows { public static int Count => 12; }

internal readonly struct Rows13 : IRows { public static int Count => 13; }

internal readonly struct Rows14 : IRows { public static int Count => 14; }

internal readonly struct Rows15 : IRows { public static int Count => 15; }

internal readonly struct Rows16 : IRows { public static int Count => 16; }

internal readonly struct Rows17 : IRows { public static int Count => 17; }

internal readonly struct Rows18 : IRows { public static int Count => 18; }

internal readonly struct Rows19 : IRows { public static int Count => 19; }

internal readonly struct Rows20 : IRows { public static int Count => 20; }

internal readonly struct Rows21 : IRows { public static int Count => 21; }

internal readonly struct Rows22 : IRows { public static int Count => 22; }

internal readonly struct Rows23 : IRows { public static int Count => 23; }

internal readonly struct Rows24 : IRows { public static int Count => 24; }
