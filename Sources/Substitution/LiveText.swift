import Synchronization

/// A text that becomes another while it is in use: an access token that is renewed.
package final class LiveText: Sendable {
    private let current: Mutex<String>

    /// It is `text` for now.
    package init(_ text: String) {
        current = Mutex(text)
    }

    /// What it is now.
    package var text: String { current.withLock { $0 } }

    /// Makes it `text`.
    package func become(_ text: String) { current.withLock { $0 = text } }
}

extension LiveText: Hashable {
    package static func == (left: LiveText, right: LiveText) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
