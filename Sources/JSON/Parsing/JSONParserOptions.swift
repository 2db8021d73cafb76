extension JSONParser {
    /// What the parser accepts where RFC 8259 leaves room.
    public struct Options: Sendable, Hashable {
        /// What to do about a name that an object has twice (RFC 8259, section 4: names SHOULD be unique).
        public enum DuplicateNames: Sendable {
            /// It is an error.
            case refuse
            /// The last value counts, in the place of the first.
            case keepLast
            /// The first value counts.
            case keepFirst
        }

        /// What to do about a byte order mark (RFC 8259, section 8.1: not to be sent, may be ignored).
        public enum ByteOrderMark: Sendable {
            /// It is an error.
            case refuse
            /// It is passed over.
            case skip
        }

        /// The deepest nesting that ``depthLimit`` may allow: the functions that walk a tree call themselves.
        public static let greatestDepth = 2048

        /// What to do about a name that an object has twice.
        public var duplicateNames: DuplicateNames
        /// What to do about a byte order mark.
        public var byteOrderMark: ByteOrderMark
        /// How many arrays and objects may lie in each other; at most ``greatestDepth``.
        public var depthLimit: Int

        /// Options, strict unless told otherwise.
        public init(
            duplicateNames: DuplicateNames = .refuse,
            byteOrderMark: ByteOrderMark = .refuse,
            depthLimit: Int = 512
        ) {
            self.duplicateNames = duplicateNames
            self.byteOrderMark = byteOrderMark
            self.depthLimit = min(max(depthLimit, 0), Self.greatestDepth)
        }

        /// For what a server sends: nothing is overlooked.
        public static let message = Options()
        /// For files that a person writes: a byte order mark, which some editors add, is passed over.
        public static let file = Options(byteOrderMark: .skip)
    }
}
