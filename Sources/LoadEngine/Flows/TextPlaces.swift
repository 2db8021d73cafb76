/// Places in a request where a text that a flow has learnt can stand without being encoded.
public struct TextPlaces: OptionSet, Sendable, Hashable {
    /// The places as bits.
    public let rawValue: UInt8

    /// The places whose bits are set.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Within the path of the target.
    public static let path = TextPlaces(rawValue: 1)
    /// At the beginning of the path: the text begins with the slash that stands before it in the template.
    public static let pathStart = TextPlaces(rawValue: 2)
    /// Within the query of the target.
    public static let query = TextPlaces(rawValue: 4)
    /// Within a header field's value.
    public static let field = TextPlaces(rawValue: 8)
    /// Within the content.
    public static let content = TextPlaces(rawValue: 16)
    /// Everywhere but at the beginning of the path.
    public static let all: TextPlaces = [.path, .query, .field, .content]
}
