extension MockFault {
    /// The word that the mock file uses.
    var word: String {
        switch self {
        case .reset: "reset"
        case .stall: "stall"
        case .close: "close"
        case .garbage: "garbage"
        case .truncate: "truncate"
        case .wrongLength: "wrongLength"
        case .drip: "drip"
        }
    }

    /// Whether the client never sees the answer's status.
    var hidesStatus: Bool {
        switch self {
        case .reset, .stall, .close, .garbage: true
        case .truncate, .wrongLength, .drip: false
        }
    }
}
