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
}
