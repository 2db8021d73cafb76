/// A place among the scalars of a text that is read from its beginning to its end.
package protocol ScalarCursor {
    var scalars: [Unicode.Scalar] { get }
    /// How many of them have been read.
    var position: Int { get set }
}

extension ScalarCursor {
    /// Whether all have been read.
    @inlinable package var isAtEnd: Bool { position == scalars.count }

    /// The next one; `nil` at the end.
    @inlinable package var next: Unicode.Scalar? { peek(0) }

    /// The one that is `distance` behind the next.
    @inlinable
    package func peek(_ distance: Int) -> Unicode.Scalar? {
        let index = position + distance
        return index < scalars.count ? scalars[index] : nil
    }

    /// Whether `text` stands here.
    @inlinable
    package func starts(with text: String) -> Bool { scalars[position...].starts(with: text.unicodeScalars) }

    /// Moves past `text` when it stands here.
    @inlinable
    package mutating func skip(_ text: String) -> Bool {
        guard starts(with: text) else { return false }
        position += text.unicodeScalars.count
        return true
    }
}
