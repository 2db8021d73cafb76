import JSON

/// Marks a value that is known only while running, when a file is checked before anything is sent.
///
/// The mark is a private-use character (U+10F7ED), which no suite has a use for; decoders accept a string that holds it wherever they
/// would have parsed the text.
public enum Deferred {
    static let mark: Unicode.Scalar = "\u{10F7ED}"

    static func placeholder(_ name: String) -> String { "\(mark)\(name)\(mark)" }

    /// `text` with `${name}` in the place of each value that isn't known yet.
    static func shown(_ text: String) -> String {
        var shown = ""
        var isInside = false
        for scalar in text.unicodeScalars {
            if scalar == mark {
                shown += isInside ? "}" : "${"
                isInside.toggle()
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// Whether `text` holds a value that isn't known yet.
    package static func isIn(_ text: String) -> Bool {
        text.unicodeScalars.contains(mark)
    }
}

extension JSONNode {
    /// Whether this is a string with a value that isn't known yet.
    package var isDeferred: Bool { string.map(Deferred.isIn) ?? false }

    /// Whether a value that isn't known yet is anywhere in it, names included.
    var holdsDeferred: Bool {
        switch content {
        case .string(let text): Deferred.isIn(text)
        case .array(let elements): elements.contains(where: \.holdsDeferred)
        case .object(let members): members.contains { Deferred.isIn($0.name) || $0.value.holdsDeferred }
        default: false
        }
    }
}
