using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Emend.Tests.Shared;

/// <summary>What a library promises to those who use it, as text: every public type with its public and protected members.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // what the compiler gives every record
    private static readonly HashSet<string> OfRecords =
        ["Equals", "GetHashCode", "ToString", "PrintMembers", "Deconstruct", "op_Equality", "op_Inequality", "<Clone>$", "EqualityContract"];

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Compares a library with the approved text, and says how to approve what it is now.</summary>
    /// <param name="library">The library.</param>
    /// <param name="test">The file of the test, beside which the approved text stands.</param>
    public static void ShouldBeAsApproved(Assembly library, [CallerFilePath] string test = "")
    {
        var approved = Path.Combine(Path.GetDirectoryName(test)!, "PublicApi.approved.txt");
        var now = Of(library);
        if (Environment.GetEnvironmentVariable("EMEND_APPROVE_API") == "1")
            File.WriteAllText(approved, now);
        var (was, current) = (File.Exists(approved) ? File.ReadAllLines(approved) : [], now.TrimEnd().Split('\n'));
        string[] differences = [.. was.Except(current).Select(line => $"- {line.Trim()}"), .. current.Except(was).Select(line => $"+ {line.Trim()}")];
        differences.ShouldBeEmpty(
            $"the public API changed: if that is meant, run this test with EMEND_APPROVE_API=1 and commit {approved}");
        current.ShouldBe(was, "the approved text is in another order");
    }

    private static string Of(Assembly library)
    {
        var text = new StringBuilder();
        foreach (var type in library.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var member in Members(type))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        var kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : (type.IsValueType ? type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "" : type switch
            {
                { IsAbstract: true, IsSealed: true } => "static ",
                { IsAbstract: true } => "abstract ",
                { IsSealed: true } => "sealed ",
                _ => "",
            }) + (IsRecord(type) ? "record " : "") + (type.IsValueType ? "struct" : "class");
        Type[] parents = type.IsEnum || kind == "delegate" ? [] : [.. new[] { type.BaseType }.OfType<Type>().Where(parent => parent != typeof(object) && parent != typeof(ValueType)), .. Interfaces(type)];
        var signature = kind == "delegate" ? $" = {Name(type.GetMethod("Invoke")!.ReturnType)}({Parameters(type.GetMethod("Invoke")!)})" : "";
        return $"{kind} {type.Namespace}.{Name(type)}{(parents.Length > 0 ? " : " + string.Join(", ", parents.Select(Name)) : "")}{signature}";
    }

    private static IEnumerable<Type> Interfaces(Type type) => type.GetInterfaces()
        .Except(type.BaseType?.GetInterfaces() ?? [])
        .Where(one => one.IsVisible && !(IsRecord(type) && one.Name == "IEquatable`1"))
        .OrderBy(one => one.Name, StringComparer.Ordinal);

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        if (typeof(Delegate).IsAssignableFrom(type))
            return [];
        IEnumerable<string> constructors = type.GetConstructors(Declared)
            .Where(constructor => IsVisible(constructor) && !IsCopy(constructor))
            .Select(constructor => $"{Access(constructor)}new({Parameters(constructor)})");
        var fields = type.GetFields(Declared)
            .Where(field => field.IsPublic || field.IsFamily)
            .Select(field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}{(field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "")}");
        var properties = type.GetProperties(Declared)
            .Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible) && !(IsRecord(type) && OfRecords.Contains(property.Name)))
            .Select(Property);
        var methods = type.GetMethods(Declared)
            .Where(method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && !(IsRecord(type) && OfRecords.Contains(method.Name)))
            .Select(method => $"{Access(method)}{(type.IsInterface ? "" : Kind(method))}{Name(method.ReturnParameter)} {method.Name}{Generics(method)}({Parameters(method)})");
        return [.. constructors.Order(StringComparer.Ordinal), .. fields.Order(StringComparer.Ordinal), .. properties.Order(StringComparer.Ordinal), .. methods.Order(StringComparer.Ordinal)];
    }

    private static string Property(PropertyInfo property)
    {
        var accessor = property.GetAccessors(nonPublic: true).First(IsVisible);
        var index = property.GetIndexParameters();
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var set = property.SetMethod is { } method && IsVisible(method) ? isInit ? " init;" : " set;" : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{Access(accessor)}{(property.DeclaringType!.IsInterface ? "" : Kind(accessor))}{required}{Name(property.PropertyType, Nullability.Create(property))} "
            + $"{(index.Length > 0 ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name)} {{{(property.GetMethod is not null ? " get;" : "")}{set} }}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;

    private static bool IsCopy(ConstructorInfo constructor) =>
        IsRecord(constructor.DeclaringType!) && constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Kind(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => method.GetBaseDefinition() == method ? "virtual " : "override ",
        _ => "",
    };

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var kind = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "";
        var many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        return $"{kind}{many}{Name(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "")}";
    }

    private static string Name(ParameterInfo parameter) => Name(parameter.ParameterType, Nullability.Create(parameter));

    private static string Name(Type type) => Name(type, null);

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!, null);
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        var mark = nullability?.ReadState == NullabilityState.Nullable || nullability?.WriteState == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        var name = type.DeclaringType is { } outer && !type.IsGenericParameter ? $"{Name(outer)}.{type.Name}" : type.Name;
        if (!type.IsGenericType)
            return Keyword(type) + mark;
        var arguments = type.GetGenericArguments().Select((argument, i) => Name(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i)));
        return $"{name.Split('`')[0]}<{string.Join(", ", arguments)}>{mark}";

        string Keyword(Type one) => one == typeof(void) ? "void" : one == typeof(int) ? "int" : one == typeof(long) ? "long" : one == typeof(uint) ? "uint"
            : one == typeof(float) ? "float" : one == typeof(double) ? "double" : one == typeof(bool) ? "bool" : one == typeof(byte) ? "byte"
            : one == typeof(string) ? "string" : one == typeof(object) ? "object" : one == typeof(ushort) ? "ushort" : one == typeof(char) ? "char" : name;
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
