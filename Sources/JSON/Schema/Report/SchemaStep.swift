/// A step from a schema to one of its parts, or from a value to one of its parts.
enum SchemaStep {
    /// None: the same place.
    case none
    case name(String)
    case index(Int)

    /// The step as a part of a JSON Pointer.
    var token: String? {
        switch self {
        case .none: nil
        case .name(let name): name
        case .index(let index): String(index)
        }
    }
}
