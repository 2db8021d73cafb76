/// Which way a message goes: `readOnly` and `writeOnly` members belong to one of them.
public enum MessageDirection: String, Sendable, CaseIterable {
    /// From client to server: members that are `readOnly` aren't required.
    case request
    /// From server to client: members that are `writeOnly` aren't required and don't belong there.
    case response
}
