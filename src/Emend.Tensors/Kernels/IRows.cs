using System.Runtime.InteropServices;

namespace Emend.Tensors.Kernels;

/// <summary>
/// How many rows a tile has, as a type of that many bytes: the compiler then makes one tile for each number, without the steps of the
/// rows it lacks. It knows a size from the first look, where a property would cost an inlining for each row of each step, and most of
/// the time in which a tile is compiled.
/// </summary>
internal interface IRows;

[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct Rows1 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct Rows2 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct Rows3 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly struct Rows4 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 5)]
internal readonly struct Rows5 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 6)]
internal readonly struct Rows6 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 7)]
internal readonly struct Rows7 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 8)]
internal readonly struct Rows8 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 9)]
internal readonly struct Rows9 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 10)]
internal readonly struct Rows10 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 11)]
internal readonly struct Rows11 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 12)]
internal readonly struct Rows12 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 13)]
internal readonly struct Rows13 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 14)]
internal readonly struct Rows14 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 15)]
internal readonly struct Rows15 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 16)]
internal readonly struct Rows16 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 17)]
internal readonly struct Rows17 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 18)]
internal readonly struct Rows18 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 19)]
internal readonly struct Rows19 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 20)]
internal readonly struct Rows20 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 21)]
internal readonly struct Rows21 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 22)]
internal readonly struct Rows22 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 23)]
internal readonly struct Rows23 : IRows;

[StructLayout(LayoutKind.Sequential, Size = 24)]
internal readonly struct Rows24 : IRows;
