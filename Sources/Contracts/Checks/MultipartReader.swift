import HTTP
import JSON

/// Takes content of type `multipart/form-data` apart (RFC 7578; RFC 2046, section 5.1.1).
struct MultipartReader {
    /// A part with a name.
    struct Part {
        var name: String
        var type: MediaType?
        var bytes: [UInt8]
    }

    /// What is wrong, in words.
    struct Fault: Error {
        var reason: String
    }

    let boundary: String

    /// The parts; those whose disposition gives no name are left out.
    func parts(_ bytes: [UInt8]) throws(Fault) -> [Part] {
        let mark = Array("\r\n--\(boundary)".utf8)
        // The first boundary may begin the content; its line end is taken as there.
        let content = Array("\r\n".utf8) + bytes
        guard var start = Self.end(of: mark, in: content, from: 0) else {
            throw Fault(reason: "no part between the boundaries '\(boundary)'")
        }
        var parts: [Part] = []
        while !content[start...].starts(with: Array("--".utf8)) {
            guard let next = Self.end(of: mark, in: content, from: start) else {
                throw Fault(reason: "no closing boundary '\(boundary)'")
            }
            if let part = Self.part(content[start..<(next - mark.count)]) { parts.append(part) }
            start = next
        }
        return parts
    }

    /// Where `mark` ends, looked for from `start`.
    private static func end(of mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + mark.count <= bytes.count {
            if bytes[index] == mark[0], bytes[index..<(index + mark.count)].elementsEqual(mark) {
                return index + mark.count
            }
            index += 1
        }
        return nil
    }

    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        // White space may follow the boundary.
        guard let line = end(of: Array("\r\n".utf8), in: Array(bytes), from: 0) else { return nil }
        let rest = Array(bytes.dropFirst(line - 2))
        guard let head = end(of: Array("\r\n\r\n".utf8), in: rest, from: 0) else { return nil }
        var name: String?
        var type: MediaType?
        for field in String(decoding: rest[..<head], as: UTF8.self).split(separator: "\r\n") {
            guard let colon = field.firstIndex(of: ":") else { continue }
            let value = String(field[field.index(after: colon)...].drop { $0 == " " })
            if HeaderFields.sameName(String(field[..<colon]), "Content-Disposition") { name = Self.name(value) }
            if HeaderFields.sameName(String(field[..<colon]), "Content-Type") { type = MediaType(value) }
        }
        return name.map { Part(name: $0, type: type, bytes: Array(rest[head...])) }
    }

    /// The parameter `name` of a disposition; browsers percent-encode quotes in it (WHATWG HTML, section 4.10.22.8).
    private static func name(_ disposition: String) -> String? {
        guard let match = disposition.firstMatch(of: /;[ \t]*[Nn][Aa][Mm][Ee]=(?:"([^"]*)"|([^;"\s]+))/) else {
            return nil
        }
        let text = String(match.output.1 ?? match.output.2 ?? "")
        return text.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }
}
