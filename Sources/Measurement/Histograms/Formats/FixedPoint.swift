import Glibc

extension Double {
    /// The number with `decimals` digits after the point, rounded to nearest, padded with spaces on the left to `width`.
    func fixed(_ decimals: Int32, width: Int32 = 0) -> String {
        withVaList([width, decimals, self]) { arguments in
            // A double has at most 309 digits before its point.
            let text = [CChar](unsafeUninitializedCapacity: 400 + Int(width + decimals)) { buffer, count in
                count = Int(vsnprintf(buffer.baseAddress, buffer.count, "%*.*f", arguments))
            }
            return String(decoding: text.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}

extension String {
    /// The text, padded with spaces on the left to `width`.
    func padded(_ width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - utf8.count)) + self }
}
