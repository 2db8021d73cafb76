import JSON

/// Reads content as a value that a schema can judge.
enum BodyReader {
    enum Reading {
        case value(JSONValue)
        /// It isn't of its own type; the text says why.
        case malformed(String)
        /// There is no reader for the type; the text says so.
        case unsupported(String)
    }

    static func read(_ bytes: [UInt8], _ type: MediaType, _ content: MediaContent) -> Reading {
        if type.isJSON { return json(bytes) }
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

    private static func json(_ bytes: [UInt8]) -> Reading {
        do throws(JSONSyntaxError) {
            return .value(try JSONParser.parse(bytes))
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

    /// The members of a multipart form (OpenAPI 3.1.0, "Special Considerations for multipart Content"): a part is JSON when
    /// it says so, else a text; several of one name are a list.
    private static func multipart(_ bytes: [UInt8], _ type: MediaType, _ content: MediaContent) -> Reading {
        guard let boundary = type.parameters["boundary"] else {
            return .malformed("multipart content without a boundary")
        }
        do throws(MultipartReader.Fault) {
            var object = JSONObject()
            for part in try MultipartReader(boundary: boundary).parts(bytes) {
                let schema = ExpectedTypes.member(part.name, of: content.schema)
                let isJSON = part.type?.isJSON ?? false
                let isList = !isJSON && (ExpectedTypes.of(schema)?.contains("array") ?? false)
                let value: JSONValue
                switch read(part, isList ? ExpectedTypes.elements(of: schema) : schema) {
                case .value(let found): value = found
                case let other: return other
                }
                if isList {
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
