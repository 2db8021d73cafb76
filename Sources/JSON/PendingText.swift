/// A text of which parts aren't known yet: in their place are gaps, which get their values when it is used.
public struct PendingText: Sendable, Hashable {
    /// A piece of the text.
    public enum Part: Sendable, Hashable {
        /// Text as it is.
        case text(String)
        /// A value that isn't known yet.
        case gap(Gap)
    }

    /// The place of a value that isn't known yet.
    public struct Gap: Sendable, Hashable {
        /// What a file writes between `${` and `}` for it.
        public var name: String
        /// Its number among the values that a request is compiled for; `nil` where a file is only checked or shown.
        public var number: Int?

        /// A gap for what `name` stands for.
        public init(_ name: String, number: Int? = nil) {
            self.name = name
            self.number = number
        }
    }

    /// The pieces, in order.
    public let parts: [Part]

    /// A text of its pieces.
    public init(_ parts: [Part]) { self.parts = parts }

    /// The only gap, when there is nothing else: the value that fills it keeps its type.
    public var whole: Gap? {
        if parts.count == 1, case .gap(let gap) = parts[0] { gap } else { nil }
    }

    /// Whether a request is compiled with it for a load: its gaps have numbers.
    public var isLate: Bool { parts.contains { if case .gap(let gap) = $0 { gap.number != nil } else { false } } }

    /// The text as a person writes it, with `${name}` for each gap.
    public var shown: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .gap(let gap): "${\(gap.name)}"
            }
        }.joined()
    }
}
