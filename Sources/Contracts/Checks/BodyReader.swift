import HTTP
import JSON

/// Reads content as a value that a schema can judge.
enum BodyReader {
    package enum Reading {
        case value(JSONValue)
        /// It isn't of its own type; the text says why.
        case malformed(String)
        /// There is no reader for the type; the text says so.
        case unsupported(String)
    }

    /// - Parameter isAnswer: Whether a server has sent it: then what the grammar of JSON allows is read as well as it
    ///   can be.
    package static func read(_ bytes: [UInt8], _ type: MediaType, _ content: MediaContent, isAnswer: Bool = false)
        -> Reading
    {
        if type.isJSON { return json(bytes, isAnswer: isAnswer) }
        if type.essence == "application/x-www-form-urlencoded" { return form(bytes, content) }
        if type.essence == "multipart/form-data" { return multipart(bytes, type, content) }
        if type.type == "text" {
            // Texts of other formats (CSV, XML) are strings to a schema of strings only.
            guard ExpectedTypes.of(content.schema)?.isDisjoint(with: ["object", "array"]) ?? false else {
                return .unsupported("it isn't held against a schema of objects or arrays")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                return .malformed("text that isn't UTF-8")
            }
            return .value(PlainText.value(text, ExpectedTypes.of(content.schema)))
        }
        return .unsupported("it isn't held against a schema")
    }

    private static func json(_ bytes: [UInt8], isAnswer: Bool = false) -> Reading {
        do throws(JSONSyntaxError) {
            return .value(isAnswer ? try JSONParser.parseAnswer(bytes).value : try JSONParser.parse(bytes))
        } catch {
            let text = String(decoding: bytes.prefix(60), as: UTF8.self)
            return .malformed("\(text.debugDescription)\(bytes.count > 60 ? "…" : ""); \(error)")
        }
    }

    /// The members of a form (OpenAPI 3.1.0, "Support for x-www-form-urlencoded Request Bodies").
    private static func form(_ bytes: [UInt8], _ content: MediaContent) -> Reading {
        guard let text = String(validating: bytes, as: UTF8.self) else { return .malformed("a form that isn't UTF-8") }
        let pairs = QueryPair.all(in: text[...])
        let declared = ExpectedTypes.memberNames(of: content.schema)
        var object = JSONObject()
        for name in declared + pairs.map(\.name) where object[name] == nil {
            let encoding = content.encodings[name]
            let format = ParameterFormat(
                name: name,
                style: encoding?.style ?? .form,
                explode: encoding?.explode ?? true
            )
            let schema = ExpectedTypes.member(name, of: content.schema)
            switch StyleReader(format, schema).value(pairs, others: Set(declared)) {
            case .absent: continue
            case .malformed(let reason): return .malformed(reason)
            case .value(let value): object[name] = value
            }
        }
        return .value(.object(object))
    }

    /// The members of a multipart form (OpenAPI 3.1.0, "Special Considerations for multipart Content"): a part is JSON
    /// when it says so, else a text; several of one name are a list, and a list in JSON is one too.
    private static func multipart(_ bytes: [UInt8], _ type: MediaType, _ content: MediaContent) -> Reading {
        guard let boundary = type.parameters["boundary"] else {
            return .malformed("multipart content without a boundary")
        }
        do throws(MultipartReader.Fault) {
            var object = JSONObject()
            for part in try MultipartReader(boundary: boundary).parts(bytes) {
                let schema = ExpectedTypes.member(part.name, of: content.schema)
                let isJSON = part.type?.isJSON ?? false
                let expectsList = ExpectedTypes.of(schema)?.contains("array") ?? false
                let value: JSONValue
                switch read(part, expectsList && !isJSON ? ExpectedTypes.elements(of: schema) : schema) {
                case .value(let found): value = found
                case let other: return other
                }
                // A list in JSON is all of it; anything else is an element.
                if expectsList, !isJSON || value.array == nil {
                    object[part.name] = .array((object[part.name]?.array ?? []) + [value])
                } else if object[part.name] != nil {
                    return .malformed("several parts called '\(part.name)'")
                } else {
                    object[part.name] = value
                }
            }
            return .value(.object(object))
        } catch {
            return .malformed(error.reason)
        }
    }

    private static func read(_ part: MultipartReader.Part, _ schema: ContractSchema?) -> Reading {
        if part.type?.isJSON ?? false { return json(part.bytes) }
        // Bytes that are no text have a character each: schemas of files say nothing else of them.
        guard let text = String(validating: part.bytes, as: UTF8.self) else {
            return .value(.string(String(String.UnicodeScalarView(part.bytes.map { Unicode.Scalar($0) }))))
        }
        return .value(PlainText.value(text, ExpectedTypes.of(schema)))
    }
}

/// Takes content of type `multipart/form-data` apart (RFC 7578; RFC 2046, section 5.1.1).
struct MultipartReader {
    /// A part with a name.
    package struct Part {
        package var name: String
        package var type: MediaType?
        package var bytes: [UInt8]
    }

    /// What is wrong, in words.
    struct Fault: Error {
        package var reason: String
    }

    package let boundary: String

    /// The parts; those whose disposition gives no name are left out.
    package func parts(_ bytes: [UInt8]) throws(Fault) -> [Part] {
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
