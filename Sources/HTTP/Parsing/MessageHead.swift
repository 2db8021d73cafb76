/// A response's status line and header section as text, read from bytes that a ``ResponseParser`` has been through.
package struct MessageHead: Sendable, Hashable {
    /// Such as `HTTP/1.1`.
    package var version = "HTTP/1.1"
    /// 0 when there is none.
    package var status = 0
    package var reason = ""
    package var fields = HeaderFields()

    /// Nothing.
    package init() {}

    /// The section from its status line on; what isn't UTF-8 is Latin-1.
    package init(_ bytes: some BidirectionalCollection<UInt8>) {
        let end = bytes.firstIndex(of: 0x0A) ?? bytes.endIndex
        takeStatus(bytes[..<end])
        fields = Self.fields(bytes[end...].dropFirst())
    }

    private mutating func takeStatus(_ line: some BidirectionalCollection<UInt8>) {
        let parts = line.withoutBlanks.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        version = parts.first?.fieldText ?? ""
        if parts.count > 1 { status = Int(parts[1].fieldText) ?? 0 }
        if parts.count > 2 { reason = parts[2].withoutBlanks.fieldText }
    }

    /// The fields of a header or trailer section.
    package static func fields(_ bytes: some BidirectionalCollection<UInt8>) -> HeaderFields {
        var fields = HeaderFields()
        for line in bytes.split(separator: 0x0A) {
            // A line that begins with white space was in front of the first field.
            guard let first = line.first, !ByteClass.isBlank(first), let colon = line.firstIndex(of: 0x3A) else {
                continue
            }
            fields.append(
                line[..<colon].withoutBlanks.fieldText,
                line[line.index(after: colon)...].withoutBlanks.fieldText
            )
        }
        return fields
    }
}
