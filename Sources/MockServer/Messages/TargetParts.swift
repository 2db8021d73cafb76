import HTTP
import URI

/// The path and query of a request target, in its origin or absolute form (RFC 9112, sections 3.2.1 and 3.2.2).
struct TargetParts {
    let path: Substring
    let query: Substring?

    init(_ target: String) {
        let bytes = target.utf8
        var start = bytes.startIndex
        if bytes.first != UInt8(ascii: "/"), let authority = Self.authority(of: target) {
            start =
                bytes[authority...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.endIndex
        }
        let mark = bytes[start...].firstIndex(of: UInt8(ascii: "?"))
        let written = target[start..<(mark ?? bytes.endIndex)]
        path = written.isEmpty ? "/" : written
        query = mark.map { target[bytes.index(after: $0)...] }
    }

    /// The parameters, percent-decoded; one without `=` has the empty value.
    var parameters: [HeaderField] {
        guard let query else { return [] }
        return query.utf8.split(separator: UInt8(ascii: "&")).map { parameter in
            let equals = parameter.firstIndex(of: UInt8(ascii: "="))
            let value = equals.map { parameter[parameter.index(after: $0)...] } ?? parameter[parameter.endIndex...]
            return HeaderField(
                PercentCoding.decodeLeniently(parameter[..<(equals ?? parameter.endIndex)], plusIsSpace: true),
                PercentCoding.decodeLeniently(value, plusIsSpace: true)
            )
        }
    }

    /// The segments of the path, percent-decoded.
    var segments: [String] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
            .map { PercentCoding.decodeLeniently($0, plusIsSpace: false) }
    }

    private static func authority(of target: String) -> String.Index? {
        let bytes = target.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            return nil
        }
        return bytes.index(colon, offsetBy: 3)
    }
}
