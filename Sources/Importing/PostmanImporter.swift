package import Decoding
package import Diagnostics
import JSON

/// Reads a collection of Postman (format 2.0 and 2.1).
package struct PostmanImporter {
    var collection: ImportedCollection
    private let problems: Problems
    private var placeholders = PlaceholderNames()
    /// Variables of paths that the file has no value for.
    private var valueless: [String] = []

    /// What `file` holds; what is wrong with it is added to `problems`.
    package static func read(_ file: SourceFile, name: String, _ problems: Problems) -> ImportedCollection {
        var importer = PostmanImporter(collection: ImportedCollection(name: name), problems: problems)
        importer.read(file)
        return importer.collection
    }

    private init(collection: ImportedCollection, problems: Problems) {
        (self.collection, self.problems) = (collection, problems)
    }

    private mutating func read(_ file: SourceFile) {
        guard let root = SourceReader.parse(file, problems) else { return }
        guard let items = root["item"]?.elements, let info = root["info"] else {
            problems.add(
                "this is no collection of Postman: it has no info and no list item",
                at: root.location,
                help: root["values"] == nil
                    ? "in Postman: Export, Collection v2.1" : "this is an environment: export the collection"
            )
            return
        }
        if let name = info["name"]?.string { collection.name = name }
        collection.description = Self.description(info["description"]?.value)
        let value = root.value
        readVariables(value["variable"], of: "the collection")
        tellScripts(value, of: "the collection")
        let auth = readAuth(value["auth"], of: "the collection")
        for item in items { read(item.value, in: [], auth) }
        let declared = collection.variables.map(\.name)
        let open = placeholders.undeclared(among: declared)
        for name in open + valueless.filter({ !open.contains($0) && !declared.contains($0) }) {
            collection.variables.append(placeholders.variable(name))
        }
        collection.variables = collection.variables.map(placeholders.typed)
        for note in placeholders.notes { collection.notes.remark(note) }
    }

    private static func description(_ value: JSONValue?) -> String { value?.string ?? value?["content"]?.string ?? "" }

    mutating func text(_ text: String) -> String { placeholders.filled(text) }

    private mutating func read(_ item: JSONValue, in folders: [String], _ inherited: JSONValue?) {
        let name = item["name"]?.string ?? ""
        let title = (folders + [name]).joined(separator: " / ")
        tellScripts(item, of: "'\(title)'")
        if let items = item["item"]?.array {
            let auth = item["auth"].map { readAuth($0, of: "the folder '\(title)'") } ?? inherited
            for inner in items { read(inner, in: folders + [name], auth) }
            return
        }
        guard let sent = item["request"] else {
            collection.notes.leaveOut("'\(title)', which has no request")
            return
        }
        var request = ImportedRequest()
        request.name = name.isEmpty ? nil : name
        readSettings(item["protocolProfileBehavior"]?.object ?? [:], title, &request)
        request.folders = folders
        if let address = sent.string {
            setURL(address, &request)
            openPath(title, &request)
        } else {
            request.method = sent["method"]?.string ?? "GET"
            request.description = Self.description(sent["description"])
            readURL(sent["url"], title, &request)
            readHeaders(sent["header"], title, &request)
            request.auth = sent["auth"].map { readAuth($0, of: "'\(title)'") } ?? inherited
            readBody(sent["body"], title, &request)
        }
        readAnswers(item["response"], title, &request)
        collection.requests.append(request)
    }

    /// Postman follows redirects unless a request's settings say otherwise, or its saved answer is one.
    private mutating func readSettings(_ settings: JSONObject, _ title: String, _ request: inout ImportedRequest) {
        let known: Set<String> = ["followRedirects", "maxRedirects", "strictSSL"]
        let others = settings.names.filter { !known.contains($0) }
        if !others.isEmpty { collection.notes.leaveOut("settings of '\(title)': \(others.joined(separator: ", "))") }
        if settings["strictSSL"]?.bool == false { request.connection["tls"] = ["insecure": true] }
        if settings["followRedirects"]?.bool == false { return }
        let count = settings["maxRedirects"]?.number?.int ?? ImportedRequest.usualRedirects
        request.connection["redirects"] = .number(JSONNumber(max(0, min(count, 20))))
    }

    private mutating func setURL(_ address: String, _ request: inout ImportedRequest) {
        let url = ImportedURL(text(address))
        (request.base, request.path, request.query) = (url.base, url.path, url.query)
    }

    private mutating func readURL(_ url: JSONValue?, _ title: String, _ request: inout ImportedRequest) {
        guard var address = url?.string ?? url?["raw"]?.string else {
            collection.notes.leaveOut("the URL of '\(title)', which is empty")
            return
        }
        if let list = url?["query"]?.array {
            address = String(address.prefix { $0 != "?" })
            setURL(address, &request)
            for field in list {
                guard let name = field["key"]?.string else { continue }
                if field["disabled"]?.bool == true {
                    collection.notes.leaveOut("the parameter \(name) of '\(title)', which is switched off")
                } else {
                    request.query.append(.init(text(name), text(field["value"]?.string ?? "")))
                }
            }
        } else {
            setURL(address, &request)
        }
        for variable in url?["variable"]?.array ?? [] {
            guard let key = variable["key"]?.string ?? variable["id"]?.string else { continue }
            let name = VariableName.made(of: key)
            guard let value = variable["value"]?.string, !value.isEmpty else { continue }
            request.path = Self.replacing(":\(key)", in: request.path, with: "${\(name)}")
            request.variables[name] = .string(text(value))
            placeholders.declare(name)
        }
        openPath(title, &request)
    }

    /// Segments as `:id` that the file has no value for become variables of the environment's.
    private mutating func openPath(_ title: String, _ request: inout ImportedRequest) {
        for segment in request.path.split(separator: "/") where segment.hasPrefix(":") {
            let key = String(segment.dropFirst())
            guard key.first?.isLetter == true else { continue }
            let name = VariableName.made(of: key)
            request.path = Self.replacing(":\(key)", in: request.path, with: "${\(name)}")
            if !valueless.contains(name) { valueless.append(name) }
            collection.notes.remark(
                "the path of '\(title)' has :\(key) without a value: say in 'variables' what ${\(name)} is"
            )
        }
    }

    /// A segment of a path that is a parameter.
    private static func replacing(_ segment: String, in path: String, with text: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { $0 == segment ? text : String($0) }
            .joined(separator: "/")
    }

    private mutating func readHeaders(_ headers: JSONValue?, _ title: String, _ request: inout ImportedRequest) {
        // The format allows all of them in one text too, a line each.
        for line in headers?.string?.split(whereSeparator: \.isNewline) ?? [] where !line.trimmed.isEmpty {
            if let (name, value) = line.cut(at: ":"), !name.trimmed.isEmpty {
                request.headers.append(.init(text(name.trimmed), text(value.trimmed)))
            } else {
                collection.notes.leaveOut("a header field of '\(title)' without a colon")
            }
        }
        for header in headers?.array ?? [] {
            if let line = header.string, let (name, value) = line.cut(at: ":") {
                request.headers.append(.init(text(name.trimmed), text(value.trimmed)))
                continue
            }
            guard let name = header["key"]?.string, !name.isEmpty else { continue }
            if header["disabled"]?.bool == true {
                collection.notes.leaveOut("the header field \(name) of '\(title)', which is switched off")
            } else {
                request.headers.append(.init(text(name), text(header["value"]?.string ?? "")))
            }
        }
    }

    private mutating func readBody(_ body: JSONValue?, _ title: String, _ request: inout ImportedRequest) {
        guard let body, body != .null, body["disabled"]?.bool != true else { return }
        switch body["mode"]?.string ?? "" {
        case "raw": readRaw(body, &request)
        case "urlencoded":
            request.body = .form(
                fields(body["urlencoded"], title).map {
                    .init(text($0["key"]?.string ?? ""), text($0["value"]?.string ?? ""))
                }
            )
        case "formdata":
            var parts: [JSONObject] = []
            for field in fields(body["formdata"], title) { parts += readPart(field, title) }
            request.body = .multipart(parts)
        case "file":
            let path = body["file"]?["src"]?.string ?? body["file"]?["content"]?.string
            if let path {
                request.body = .file(text(path))
            } else {
                collection.notes.leaveOut("the file of '\(title)', which the collection doesn't name")
            }
        case "graphql":
            var value: JSONObject = ["query": .string(text(body["graphql"]?["query"]?.string ?? ""))]
            let variables = body["graphql"]?["variables"]
            if let plain = variables?.string, !plain.isEmpty {
                value["variables"] = placeholders.filledJSON(plain) ?? .string(text(plain))
            } else if let variables, variables.object != nil {
                value["variables"] = TemplateText.literal(variables)
            }
            request.body = .json(.object(value))
        case "": break
        default: collection.notes.leaveOut("the content of '\(title)', of the kind \(body["mode"]?.string ?? "")")
        }
    }

    private mutating func readRaw(_ body: JSONValue, _ request: inout ImportedRequest) {
        let raw = body["raw"]?.string ?? ""
        if raw.isEmpty { return }
        let language = body["options"]?["raw"]?["language"]?.string
        let type = request.header("Content-Type")?.lowercased()
        if language == "json" || type?.contains("json") == true || type == nil && language == nil,
            let value = placeholders.filledJSON(raw)
        {
            request.body = .json(value)
            if type == "application/json" { request.removeHeader("Content-Type") }
            return
        }
        request.body = .text(text(raw))
        let types = [
            "xml": "application/xml", "html": "text/html", "javascript": "application/javascript", "text": "text/plain",
        ]
        if type == nil, let usual = types[language ?? ""] { request.headers.append(.init("Content-Type", usual)) }
    }

    private mutating func fields(_ list: JSONValue?, _ title: String) -> [JSONValue] {
        var fields: [JSONValue] = []
        for field in list?.array ?? [] {
            if field["disabled"]?.bool == true {
                collection.notes.leaveOut(
                    "the field \(field["key"]?.string ?? "") of '\(title)', which is switched off"
                )
            } else {
                fields.append(field)
            }
        }
        return fields
    }

    private mutating func readPart(_ field: JSONValue, _ title: String) -> [JSONObject] {
        let name = text(field["key"]?.string ?? "")
        let type = field["contentType"]?.string
        func part(_ key: String, _ value: String) -> JSONObject {
            var part: JSONObject = ["name": .string(name), key: .string(value)]
            if let type { part["contentType"] = .string(type) }
            return part
        }
        guard field["type"]?.string == "file" else { return [part("text", text(field["value"]?.string ?? ""))] }
        let paths = field["src"]?.string.map { [$0] } ?? field["src"]?.array?.compactMap(\.string) ?? []
        if paths.isEmpty {
            collection.notes.leaveOut("the file \(name) of '\(title)', which the collection doesn't name")
        }
        return paths.map { part("file", TemplateText.literal($0)) }
    }

    private mutating func readVariables(_ list: JSONValue?, of owner: String) {
        for variable in list?.array ?? [] {
            guard let key = variable["key"]?.string ?? variable["id"]?.string, !key.isEmpty else { continue }
            if variable["disabled"]?.bool == true {
                collection.notes.leaveOut("the variable \(key) of \(owner), which is switched off")
                continue
            }
            let name = placeholders.name(key)
            placeholders.declare(name)
            var value = variable["value"] ?? ""
            if let plain = value.string { value = .string(text(plain)) }
            if value == .null { value = "" }
            let isSecret = variable["type"]?.string == "secret" || SecretNames.holds(key)
            collection.variables.append(ImportedVariable(name: name, value: value, isSecret: isSecret))
        }
    }

    /// Scripts are programs: nothing here runs them, and nothing guesses what they mean.
    private mutating func tellScripts(_ item: JSONValue, of owner: String) {
        for event in item["event"]?.array ?? [] {
            let script = event["script"]?["exec"]
            let lines =
                script?.array?.compactMap(\.string) ?? script?.string.map { $0.split(separator: "\n").map(String.init) }
                ?? []
            let count = lines.count { !$0.trimmed.isEmpty }
            if count == 0 { continue }
            let kind = event["listen"]?.string == "prerequest" ? "script before the request" : "test script"
            collection.notes.leaveOut("the \(kind) of \(owner) (\(count) \(count == 1 ? "line" : "lines"))")
        }
    }

    /// An answer that was saved says what is expected.
    private mutating func readAnswers(_ list: JSONValue?, _ title: String, _ request: inout ImportedRequest) {
        let answers = list?.array ?? []
        if answers.count > 1 {
            collection.notes.leaveOut(
                "\(answers.count - 1) further saved \(answers.count == 2 ? "answer" : "answers") of '\(title)'"
            )
        }
        guard let saved = answers.first, let status = saved["code"]?.number?.int, (100...999).contains(status) else {
            return
        }
        if (300...399).contains(status) { request.connection["redirects"] = nil }
        var answer = ImportedRequest.Answer(status: status)
        answer.headers = (saved["header"]?.array ?? []).compactMap { header in
            header["key"]?.string.map { .init($0, header["value"]?.string ?? "") }
        }
        if let body = saved["body"]?.string, !body.isEmpty {
            answer.hasContent = true
            answer.json = try? JSONParser.parse(body)
        }
        request.answer = answer
    }
}
