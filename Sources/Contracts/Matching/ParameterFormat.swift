/// How a parameter is written.
public struct ParameterFormat: Sendable, Hashable {
    /// The parameter's name.
    public var name: String
    /// The style.
    public var style: Parameter.Style
    /// Whether each element or member is written by itself.
    public var explode: Bool
    /// Whether reserved characters stay as they are.
    public var allowsReserved: Bool
    /// Whether characters are percent-encoded at all; not so in headers.
    public var isEncoded: Bool

    /// A format of its parts.
    public init(
        name: String,
        style: Parameter.Style,
        explode: Bool,
        allowsReserved: Bool = false,
        isEncoded: Bool = true
    ) {
        self.name = name
        self.style = style
        self.explode = explode
        self.allowsReserved = allowsReserved
        self.isEncoded = isEncoded
    }
}

extension Parameter {
    /// How the parameter is written.
    public var format: ParameterFormat {
        ParameterFormat(
            name: name,
            style: style,
            explode: explode,
            allowsReserved: allowsReserved,
            isEncoded: location != .header
        )
    }
}

extension HeaderDefinition {
    /// How the header's value is written.
    public var format: ParameterFormat {
        ParameterFormat(name: name, style: .simple, explode: explode, isEncoded: false)
    }
}
