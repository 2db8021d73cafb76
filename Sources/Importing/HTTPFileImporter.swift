package import Decoding
package import Diagnostics
import JSON

/// Reads files of requests as editors have them (`.http`, `.rest`): those of the REST Client for Visual Studio Code and
/// of JetBrains' HTTP client.
package struct HTTPFileImporter {
    var collection: ImportedCollection
    private let file: SourceFile
    private let problems: Problems
    private var placeholders = PlaceholderNames()
    /// The names of requests, for others that use their answers.
    private var named: [String: Int] = [:]
    /// What is taken of the answers of named requests.
    private var taken: [(request: String, name: String, capture: JSONValue)] = []

    /// What `file` holds; what is wrong with it is added to `problems`.
    package static func read(_ file: SourceFile, name: String, _ problems: Problems) -> ImportedCollection {
        var importer = HTTPFileImporter(collection: ImportedCollection(name: name), file: file, problems: problems)
        importer.read()
        return importer.collection
    }

    private init(collection: ImportedCollection, file: SourceFile, problems: Problems) {
        (self.collection, self.file, self.problems) = (collection, file, problems)
    }

    /// Lines with their numbers, from 1.
    private typealias Line = (number: Int, text: String)

    private mutating func read() {
        let text = String(decoding: file.bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        var block: [Line] = []
        var title = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("###") {
                read(block, title)
                (block, title) = ([], String(line.drop { $0 == "#" }).trimmed)
            } else {
                block.append((index + 1, String(line)))
            }
        }
        read(block, title)
        for (request, name, capture) in taken {
            guard let index = named[request] else {
                collection.notes.leaveOut("{{\(request).response...}}: no request is called '\(request)'")
                continue
            }
            collection.requests[index].captures[name] = capture
            placeholders.declare(name)
        }
        for name in placeholders.undeclared(among: collection.variables.map(\.name)) {
            collection.variables.append(placeholders.variable(name))
        }
        collection.variables = collection.variables.map(placeholders.typed)
        for note in placeholders.notes { collection.notes.remark(note) }
        if collection.requests.isEmpty, !problems.hasErrors {
            problems.add(
                "there is no request in it",
                at: place(1),
                help: "a request begins with a line such as GET https://api.example.com/orders; ### stands between two"
            )
        }
    }

    private func place(_ line: Int) -> SourceLocation {
        SourceLocation(file: file, range: file.range(ofLine: min(max(1, line), file.lineCount)))
    }

    /// A template of a text of the file.
    private mutating func text(_ text: String) -> String { placeholders.filled(referencing(text)) }

    /// `text`, whose references to answers of other requests are variables.
    private mutating func referencing(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            let inner = rest[start.upperBound..<end.lowerBound].trimmed
            result += rest[..<start.lowerBound]
            result += "{{\(reference(inner) ?? inner)}}"
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    /// The variable for `login.response.body.$.token`.
    private mutating func reference(_ text: String) -> String? {
        guard let middle = text.firstRange(of: ".response.") else { return nil }
        let request = String(text[..<middle.lowerBound])
        let source = String(text[middle.upperBound...])
        let name = VariableName.made(of: "\(request)_\(source.split { !$0.isLetter && !$0.isNumber }.last ?? "value")")
        let capture: JSONValue
        if let path = source.firstRange(of: "body.$").map({ "$" + source[$0.upperBound...] }) {
            capture = .string(path)
        } else if source == "body.*" || source == "body" {
            capture = ["body": true]
        } else if let header = source.firstRange(of: "headers.").map({ String(source[$0.upperBound...]) }) {
            capture = ["header": .string(header)]
        } else {
            collection.notes.leaveOut("{{\(text)}}")
            return nil
        }
        if !taken.contains(where: { $0.name == name }) { taken.append((request, name, capture)) }
        placeholders.declare(name)
        return name
    }

    private mutating func read(_ block: [Line], _ title: String) {
        var lines = block[...]
        var request = ImportedRequest()
        request.name = title.isEmpty ? nil : title
        request.connection["redirects"] = .number(JSONNumber(ImportedRequest.usualRedirects))
        var id: String?
        while let line = lines.first {
            let text = line.text.trimmed
            if text.isEmpty {
                lines.removeFirst()
            } else if text.hasPrefix("@"), let (name, value) = text.dropFirst().cut(at: "=") {
                declare(name.trimmed, value.trimmed)
                lines.removeFirst()
            } else if text.hasPrefix("#") || text.hasPrefix("//") {
                readDirective(text.drop { $0 == "#" || $0 == "/" }.trimmed, &request, &id)
                lines.removeFirst()
            } else if text.hasPrefix("< {%") {
                leaveScript(&lines, "script before the request", of: request, line.number)
            } else {
                break
            }
        }
        guard let first = lines.popFirst() else { return }
        readTarget(first, &lines, &request)
        readHeaders(&lines, &request)
        // A request line with a path alone names its host in a field.
        if request.base.isEmpty, let host = request.removeHeader("Host") { request.base = "http://\(host)" }
        readContent(lines, &request)
        if let id {
            named[id] = collection.requests.count
            if request.name == nil { request.name = id }
        }
        collection.requests.append(request)
    }

    private mutating func declare(_ key: String, _ value: String) {
        let name = placeholders.name(key)
        placeholders.declare(name)
        let variable = ImportedVariable(name: name, value: .string(text(value)), isSecret: SecretNames.holds(key))
        if let index = collection.variables.firstIndex(where: { $0.name == name }) {
            collection.notes.leaveOut("the first value of @\(key): a variable of a suite has one")
            collection.variables[index] = variable
        } else {
            collection.variables.append(variable)
        }
    }

    private mutating func readDirective(_ text: String, _ request: inout ImportedRequest, _ id: inout String?) {
        guard text.hasPrefix("@") else { return }
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let value = words.count > 1 ? words[1].drop { $0 == "=" || $0 == " " }.trimmed : ""
        switch words[0] {
        case "@name": id = value
        // Editors follow redirects unless they are told not to.
        case "@no-redirect": request.connection["redirects"] = nil
        case "@no-cookie-jar", "@no-log", "@note", "@no-auto-encoding": break
        case "@timeout", "@connection-timeout":
            let number = value.prefix { $0.isNumber }
            if !number.isEmpty {
                request.timeout = number.count == value.count ? "\(number)s" : value.filter { $0 != " " }
            }
        default: collection.notes.leaveOut("the directive \(words[0])")
        }
    }

    private mutating func readTarget(_ first: Line, _ lines: inout ArraySlice<Line>, _ request: inout ImportedRequest) {
        var words = first.text.split(separator: " ", maxSplits: 1).map(String.init)
        let hasMethod = words.count == 2 && words[0].allSatisfy { $0.isUppercase || $0 == "-" }
        if hasMethod { request.method = words.removeFirst() }
        var target = words.joined(separator: " ").trimmed
        // A long query stands in lines of its own.
        while let line = lines.first, let sign = line.text.trimmed.first, sign == "?" || sign == "&" {
            target += line.text.trimmed
            lines.removeFirst()
        }
        if let version = target.firstRange(of: " HTTP/") {
            if target[version.lowerBound...].hasPrefix(" HTTP/2") { request.connection["http"] = "2" }
            target = String(target[..<version.lowerBound])
        }
        if ["GRAPHQL", "WEBSOCKET", "GRPC"].contains(request.method) {
            collection.notes.leaveOut("line \(first.number): \(request.method) requests: they are sent as they stand")
        }
        let url = ImportedURL(text(target))
        (request.base, request.path, request.query) = (url.base, url.path, url.query)
        let isKnown = ["http://", "https://", "{{", "/"].contains(where: target.lowercased().hasPrefix)
        if target.isEmpty || Self.hasBlank(target) || !hasMethod && !isKnown {
            problems.add(
                "'\(first.text.trimmed)' is no request line",
                at: place(first.number),
                help: "write METHOD URL, such as GET https://api.example.com/orders"
            )
        }
    }

    /// Whether a blank stands in `target`, other than in what a placeholder says: `{{$datetime iso8601}}`.
    private static func hasBlank(_ target: String) -> Bool { TemplateText.filled(target) { _ in "" }.contains(" ") }

    private mutating func readHeaders(_ lines: inout ArraySlice<Line>, _ request: inout ImportedRequest) {
        while let line = lines.first {
            let plain = line.text.trimmed
            if plain.isEmpty { break }
            lines.removeFirst()
            if plain.hasPrefix("#") || plain.hasPrefix("//") { continue }
            guard let (name, value) = plain.cut(at: ":") else {
                problems.add(
                    "'\(plain)' is no header field",
                    at: place(line.number),
                    help: "write Name: value; an empty line stands before the content"
                )
                continue
            }
            if name.isHeader("Authorization") {
                setAuthorization(text(value.trimmed), line.number, &request)
            } else {
                request.headers.append(.init(text(name.trimmed), text(value.trimmed)))
            }
        }
    }

    private mutating func leaveScript(
        _ lines: inout ArraySlice<Line>,
        _ kind: String,
        of request: ImportedRequest,
        _ number: Int
    ) {
        var count = 0
        while let line = lines.popFirst() {
            count += 1
            if line.text.contains("%}") { break }
        }
        let owner = request.name.map { "'\($0)'" } ?? "line \(number)"
        collection.notes.leaveOut("the \(kind) of \(owner) (\(count) \(count == 1 ? "line" : "lines"))")
    }

    private mutating func readContent(_ lines: ArraySlice<Line>, _ request: inout ImportedRequest) {
        var lines = lines
        var content: [String] = []
        var path: String?
        while let line = lines.first {
            let plain = line.text.trimmed
            if plain.hasPrefix("> {%") || plain.hasPrefix("< {%") {
                leaveScript(&lines, "script behind the answer", of: request, line.number)
                continue
            }
            lines.removeFirst()
            if plain.hasPrefix("> ") || plain.hasPrefix(">> ") || plain.hasPrefix("<> ") {
                collection.notes.leaveOut("line \(line.number): '\(plain)'")
            } else if plain.hasPrefix("< ") || plain.hasPrefix("<@ "), content.allSatisfy({ $0.isEmpty }) {
                path = plain.drop { $0 == "<" || $0 == "@" }.trimmed
            } else {
                content.append(line.text)
            }
        }
        while content.last?.trimmed.isEmpty == true { content.removeLast() }
        while content.first?.trimmed.isEmpty == true { content.removeFirst() }
        let type = request.header("Content-Type") ?? ""
        if let path {
            request.body = .file(text(path))
        } else if type.lowercased().hasPrefix("multipart/"), let boundary = type.firstRange(of: "boundary=") {
            readParts(
                content,
                String(type[boundary.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }),
                &request
            )
        } else if !content.isEmpty {
            setContent(content, type, &request)
        }
    }

    private mutating func setContent(_ lines: [String], _ type: String, _ request: inout ImportedRequest) {
        let plain = lines.joined(separator: "\n")
        let media = type.prefix { $0 != ";" }.trimmed.lowercased()
        if media.isEmpty || media.hasSuffix("json"), let value = placeholders.filledJSON(referencing(plain)) {
            request.body = .json(value)
            if media == "application/json", !type.contains(";") { request.removeHeader("Content-Type") }
        } else if media == "application/x-www-form-urlencoded" {
            // A form may stand in several lines.
            request.setBody(text(lines.map(\.trimmed).joined()), type: type)
        } else {
            request.body = .text(text(plain))
        }
    }

    private mutating func readParts(_ lines: [String], _ boundary: String, _ request: inout ImportedRequest) {
        var parts: [JSONObject] = []
        for block in lines.split(whereSeparator: { $0.trimmed.hasPrefix("--\(boundary)") }) {
            var part = JSONObject()
            var content: [String] = []
            var isContent = false
            for line in block {
                if !isContent, line.trimmed.isEmpty {
                    isContent = true
                } else if isContent {
                    content.append(line)
                } else if let (name, value) = line.cut(at: ":") {
                    if name.isHeader("Content-Type") { part["contentType"] = .string(value.trimmed) }
                    for key in ["name", "filename"] {
                        guard let start = value.firstRange(of: " \(key)=\"") else { continue }
                        part[key] = .string(text(String(value[start.upperBound...].prefix { $0 != "\"" })))
                    }
                }
            }
            if part["name"] == nil { continue }
            if let line = content.first, line.hasPrefix("< ") {
                part["file"] = .string(text(String(line.dropFirst(2)).trimmed))
            } else {
                part["text"] = .string(text(content.joined(separator: "\n")))
            }
            parts.append(part)
        }
        request.body = .multipart(parts)
        request.removeHeader("Content-Type")
    }
}
