package import JSON

/// What a file of another program holds, in the terms of a suite, before one is made of it.
///
/// Every text in it is a template of a suite: `${name}` stands for a variable, and what the file meant literally is
/// escaped (``TemplateText/literal(_:)``).
package struct ImportedCollection: Sendable {
    /// The suite's name.
    package var name: String
    /// What the file's author says of it; empty for nothing.
    package var description = ""
    package var requests: [ImportedRequest] = []
    /// The file's variables, in its order.
    package var variables: [ImportedVariable] = []
    package var notes = ImportNotes()

    /// Nothing yet.
    package init(name: String) {
        self.name = name
    }
}

/// A variable that a file declares.
package struct ImportedVariable: Sendable, Hashable {
    package var name: String
    package var value: JSONValue
    /// Whether the file says that it is secret; a name may say so too.
    package var isSecret = false
}

/// A request that a file holds.
package struct ImportedRequest: Sendable {
    /// What its author calls it; `nil` when nobody does.
    package var name: String?
    /// The folders in which it lies, from the outermost.
    package var folders: [String] = []
    package var description = ""
    package var method = "GET"
    /// Scheme, host and port, or a variable that stands for them.
    package var base = ""
    /// The path, with a query that has to stay as it is written.
    package var path = ""
    /// The decoded query.
    package var query: [Field] = []
    package var headers: [Field] = []
    /// Fields that others inherit and this one hasn't.
    package var withoutHeaders: [String] = []
    /// As a suite's `auth` has it; ``JSONValue/null`` for none where others inherit one.
    package var auth: JSONValue?
    package var body: Body?
    /// As a suite's `connection` has it.
    package var connection = JSONObject()
    /// As a suite's `timeout` has it.
    package var timeout: String?
    /// Values of its own, as a suite's `variables` have them.
    package var variables = JSONObject()
    /// What later requests need of its answer, as a suite's `capture` has it: then it is sent before them, once.
    package var captures = JSONObject()
    /// What came back when it was recorded.
    package var answer: Answer?
    /// When it was sent, in milliseconds since 1970.
    package var sentAt: Int64?

    /// A name and its value.
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            (self.name, self.value) = (name, value)
        }
    }

    /// The content.
    package enum Body: Sendable, Hashable {
        case json(JSONValue)
        case text(String)
        case form([Field])
        /// Parts, as a suite's `multipart` has them.
        case multipart([JSONObject])
        /// The path of a file.
        case file(String)
        case base64(String)
    }

    /// What came back.
    package struct Answer: Sendable, Hashable {
        package var status: Int
        package var headers: [Field] = []
        /// The content, when it is JSON.
        package var json: JSONValue?
        package var hasContent = false

        package init(status: Int) {
            self.status = status
        }

        /// The value of the first field of this name.
        package func header(_ name: String) -> String? { headers.first { $0.name.isHeader(name) }?.value }

        /// The media type without its parameters; `nil` when there is none.
        package var mediaType: String? {
            header("Content-Type").map { type in
                String(type.prefix { $0 != ";" }).trimmed.lowercased()
            }.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    /// How many redirects are followed where the program that had the request follows them and says no number.
    static let usualRedirects = 10

    package init() {}

    /// The value of the first field of this name.
    func header(_ name: String) -> String? { headers.first { $0.name.isHeader(name) }?.value }

    /// Takes the fields of this name out, and gives the value of the first.
    @discardableResult
    mutating func removeHeader(_ name: String) -> String? {
        let value = header(name)
        headers.removeAll { $0.name.isHeader(name) }
        return value
    }
}

/// What is to be told of an import, each once, in the order in which it was met.
package struct ImportNotes: Sendable {
    /// What couldn't be carried over, in words.
    package private(set) var leftOut: [String] = []
    /// What was made of something, and what a person still has to do.
    package private(set) var remarks: [String] = []

    package init() {}

    /// Tells what isn't in the suite.
    mutating func leaveOut(_ text: String) { if !leftOut.contains(text) { leftOut.append(text) } }

    /// Tells something else.
    mutating func remark(_ text: String) { if !remarks.contains(text) { remarks.append(text) } }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    /// Whether this names the same header field.
    func isHeader(_ name: String) -> Bool { lowercased() == name.lowercased() }

    /// The parts before and behind the first `separator`.
    func cut(at separator: Character) -> (before: String, behind: String)? {
        guard let index = firstIndex(of: separator) else { return nil }
        return (String(self[..<index]), String(self[self.index(after: index)...]))
    }
}

extension ImportedRequest {
    /// Sets the content to a template of a text of a media type: as JSON or a form where it is one.
    mutating func setBody(_ text: String, type: String?) {
        let plain = Self.essence(type)
        if plain.isEmpty || Self.isJSON(plain), let value = try? JSONParser.parse(text) {
            body = .json(TemplateText.mapped(value) { $0 })
        } else if plain == "application/x-www-form-urlencoded", let fields = ImportedForm.fields(text) {
            body = .form(fields)
        } else {
            body = text.isEmpty ? nil : .text(text)
        }
        // What a suite sets by itself needs no line.
        switch body {
        case .json where type?.lowercased() == "application/json": removeHeader("Content-Type")
        case .form where type?.lowercased() == "application/x-www-form-urlencoded": removeHeader("Content-Type")
        case .json, .form, .text, .multipart, .file, .base64, .none: break
        }
    }

    /// A media type in lower case and without parameters; empty for none.
    static func essence(_ type: String?) -> String { (type ?? "").prefix { $0 != ";" }.trimmed.lowercased() }

    /// Whether an ``essence(_:)`` is JSON's.
    static func isJSON(_ essence: String) -> Bool { essence == "application/json" || essence.hasSuffix("+json") }
}
