/// The six kinds of a JSON value; the raw value is the word that a person reads.
public enum JSONKind: String, Sendable, CaseIterable {
    case null
    case boolean
    case number
    case string
    case array
    case object
}
