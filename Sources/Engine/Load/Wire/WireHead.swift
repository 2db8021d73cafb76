import HTTP

/// A header section that the engine has checked, as fields.
struct WireHead {
    var version = "HTTP/1.1"
    var reason = ""
    var fields = HeaderFields()

    init() {}

    /// The section from its status line to the empty line; what isn't UTF-8 is Latin-1.
    init(_ bytes: some Collection<UInt8>) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: true).makeIterator()
        if let status = lines.next() {
            let text = Self.text(status)
            version = String(text.prefix { $0 != " " })
            reason =
                text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).dropFirst(2).first.map(
                    String.init
                ) ?? ""
        }
        while let line = lines.next() {
            guard let colon = line.firstIndex(of: 0x3A) else { continue }
            fields.append(Self.text(line[..<colon]), Self.text(line[line.index(after: colon)...]))
        }
    }

    private static func text(_ bytes: some Collection<UInt8>) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        var trimmed = Array(bytes.drop(while: isBlank))
        while let last = trimmed.last, isBlank(last) { trimmed.removeLast() }
        return String(validating: trimmed, as: UTF8.self)
            ?? String(String.UnicodeScalarView(trimmed.map { Unicode.Scalar($0) }))
    }
}
