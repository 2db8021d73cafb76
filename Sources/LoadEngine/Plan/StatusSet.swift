/// A set of status codes, 0 to 999.
public struct StatusSet: Sendable, Hashable {
    private var words = [UInt64](repeating: 0, count: 16)

    /// The given codes.
    public init(_ codes: some Sequence<Int>) {
        for code in codes where (0..<1000).contains(code) { words[code >> 6] |= 1 << UInt64(code & 63) }
    }

    /// Every code.
    public static let any = StatusSet(0..<1000)
    /// 200 to 299.
    public static let successful = StatusSet(200..<300)

    /// Whether `code` is in the set.
    public func contains(_ code: Int) -> Bool {
        (0..<1000).contains(code) && words[code >> 6] >> UInt64(code & 63) & 1 == 1
    }
}
