package import Decoding
package import Diagnostics
import JSON
import Quantities
import URI

/// Reads an HTTP archive (HAR 1.2), as browsers and proxies save it.
package struct HARImporter {
    /// What of an archive becomes part of a suite.
    package struct Options: Sendable {
        /// Images, styles, scripts and fonts too.
        package var takesStatic = false
        /// The header fields that a browser adds by itself, too.
        package var takesBrowserFields = false

        package init() {}
    }

    private var collection: ImportedCollection
    private let options: Options
    private let problems: Problems
    private var statics = 0
    private var browserFields: Set<String> = []

    /// What `file` holds; what is wrong with it is added to `problems`.
    package static func read(_ file: SourceFile, name: String, _ options: Options, _ problems: Problems)
        -> ImportedCollection
    {
        var importer = HARImporter(
            collection: ImportedCollection(name: name),
            options: options,
            problems: problems
        )
        importer.read(file)
        return importer.collection
    }

    private init(collection: ImportedCollection, options: Options, problems: Problems) {
        (self.collection, self.options, self.problems) = (collection, options, problems)
    }

    private mutating func read(_ file: SourceFile) {
        guard let root = SourceReader.parse(file, problems) else { return }
        guard let log = root["log"], let entries = log["entries"]?.elements else {
            problems.add(
                "this is no HTTP archive: it has no list log.entries",
                at: root.location,
                help: "in a browser's network panel: Save all as HAR"
            )
            return
        }
        for (index, entry) in entries.enumerated() { read(entry.value, index + 1) }
        if statics > 0 {
            collection.notes.leaveOut(
                "\(statics) \(statics == 1 ? "request" : "requests") for images, styles, scripts and fonts (--static takes them too)"
            )
        }
        if !browserFields.isEmpty {
            collection.notes.leaveOut(
                "header fields that a browser adds by itself (--browser-fields takes them too): \(browserFields.sorted().joined(separator: ", "))"
            )
        }
        if let version = log["version"]?.string, !version.hasPrefix("1.") {
            collection.notes.remark("the archive has version \(version); 1.1 and 1.2 are known")
        }
    }

    private mutating func read(_ entry: JSONValue, _ number: Int) {
        guard let sent = entry["request"], let method = sent["method"]?.string, let address = sent["url"]?.string else {
            collection.notes.leaveOut("entry \(number), which has no request with a method and a URL")
            return
        }
        guard ["http", "https"].contains(URIReference(address).scheme?.lowercased()) else {
            collection.notes.leaveOut("\(method) \(Self.shown(address)), which isn't HTTP")
            return
        }
        if entry["_resourceType"]?.string == "websocket" || entry["_webSocketMessages"] != nil {
            collection.notes.leaveOut("the WebSocket \(Self.shown(address))")
            return
        }
        let answer = answer(entry["response"])
        if !options.takesStatic, method == "GET", Self.isStatic(entry, answer) {
            statics += 1
            return
        }
        var request = ImportedRequest()
        request.method = method
        let url = ImportedURL(TemplateText.literal(address))
        (request.base, request.path, request.query) = (url.base, url.path, url.query)
        readHeaders(sent, &request)
        readContent(sent["postData"], &request)
        request.answer = answer
        if answer == nil {
            collection.notes.remark(
                "\(method) \(Self.shown(address)) has no answer in the archive: any 2xx is expected"
            )
        }
        if let started = entry["startedDateTime"]?.string {
            request.sentAt = (try? DateFormat("iso8601"))?.unixMilliseconds(from: started)
        }
        collection.requests.append(request)
    }

    private mutating func readHeaders(_ sent: JSONValue, _ request: inout ImportedRequest) {
        for header in sent["headers"]?.array ?? [] {
            guard let name = header["name"]?.string, let value = header["value"]?.string else { continue }
            // HTTP/2 writes the request line as fields; the length and the connection are each client's own.
            if name.hasPrefix(":") || Self.ownFields.contains(name.lowercased()) { continue }
            if !options.takesBrowserFields, Self.isBrowsers(name, value) {
                browserFields.insert(name.lowercased())
                continue
            }
            request.headers.append(.init(Self.usual(name), TemplateText.literal(value)))
        }
    }

    private mutating func readContent(_ content: JSONValue?, _ request: inout ImportedRequest) {
        guard let content else { return }
        let type = content["mimeType"]?.string ?? request.header("Content-Type")
        if let type, request.header("Content-Type") == nil, !type.isEmpty {
            request.headers.append(.init("Content-Type", type))
        }
        if type?.hasPrefix("multipart/") == true {
            readParts(content, &request)
        } else if let text = content["text"]?.string, !text.isEmpty {
            if content["encoding"]?.string == "base64" {
                request.body = .base64(text)
            } else {
                request.setBody(TemplateText.literal(text), type: type)
            }
        } else if let fields = content["params"]?.array, !fields.isEmpty {
            request.body = .form(
                fields.compactMap { field in
                    field["name"]?.string.map {
                        .init(
                            TemplateText.literal(PercentCoding.decodeLeniently($0.utf8, plusIsSpace: true)),
                            TemplateText.literal(
                                PercentCoding.decodeLeniently((field["value"]?.string ?? "").utf8, plusIsSpace: true)
                            )
                        )
                    }
                }
            )
            request.removeHeader("Content-Type")
        }
    }

    private mutating func readParts(_ content: JSONValue, _ request: inout ImportedRequest) {
        guard let fields = content["params"]?.array, !fields.isEmpty else {
            collection.notes.leaveOut(
                "the content of \(request.method) \(request.path): the archive has no parts of it"
            )
            return
        }
        var parts: [JSONObject] = []
        for field in fields {
            var part: JSONObject = ["name": .string(TemplateText.literal(field["name"]?.string ?? ""))]
            part["text"] = .string(TemplateText.literal(field["value"]?.string ?? ""))
            if let name = field["fileName"]?.string {
                part["filename"] = .string(TemplateText.literal(name))
                if field["value"]?.string == nil {
                    collection.notes.leaveOut(
                        "the content of the file \(name), which the archive hasn't: its part is empty"
                    )
                }
            }
            if let type = field["contentType"]?.string { part["contentType"] = .string(type) }
            parts.append(part)
        }
        request.body = .multipart(parts)
        request.removeHeader("Content-Type")
    }

    private func answer(_ response: JSONValue?) -> ImportedRequest.Answer? {
        guard let response, let status = response["status"]?.number?.int, (100...999).contains(status) else {
            return nil
        }
        var answer = ImportedRequest.Answer(status: status)
        answer.headers = (response["headers"]?.array ?? []).compactMap { header in
            guard let name = header["name"]?.string, let value = header["value"]?.string else { return nil }
            return .init(Self.usual(name), value)
        }
        guard let content = response["content"] else { return answer }
        if answer.header("Content-Type") == nil, let type = content["mimeType"]?.string, type.contains("/"),
            type != "x-unknown"
        {
            answer.headers.append(.init("Content-Type", type))
        }
        guard let text = content["text"]?.string, !text.isEmpty else { return answer }
        answer.hasContent = true
        let isEncoded = content["encoding"]?.string == "base64"
        let bytes = isEncoded ? Base64URL.decodeAny(text.filter { !$0.isWhitespace }) : Array(text.utf8)
        if let bytes, answer.mediaType?.hasSuffix("json") == true { answer.json = try? JSONParser.parse(bytes) }
        return answer
    }

    /// A URL for a message: a query may hold secrets.
    private static func shown(_ address: String) -> String {
        String(address.prefix { $0 != "?" && $0 != "#" }.prefix(80))
    }

    private static func isStatic(_ entry: JSONValue, _ answer: ImportedRequest.Answer?) -> Bool {
        if let kind = entry["_resourceType"]?.string {
            return ["image", "stylesheet", "script", "font", "media", "manifest"].contains(kind)
        }
        guard let type = answer?.mediaType else { return false }
        return ["image/", "font/", "audio/", "video/"].contains(where: type.hasPrefix)
            || ["text/css", "text/javascript", "application/javascript", "application/x-javascript"].contains(type)
    }

    /// What every client says by itself.
    private static let ownFields = [
        "host", "content-length", "connection", "transfer-encoding", "keep-alive", "proxy-connection",
    ]

    private static func isBrowsers(_ name: String, _ value: String) -> Bool {
        let name = name.lowercased()
        return name.hasPrefix("sec-") || browsersOwn.contains(name) || name == "accept" && value.trimmed == "*/*"
    }

    private static let browsersOwn = [
        "user-agent", "accept-language", "accept-encoding", "cache-control", "pragma", "dnt", "priority", "te",
        "upgrade-insecure-requests", "referer", "origin", "if-none-match", "if-modified-since",
    ]

    /// Names of HTTP/2 are in small letters; people read them in the usual ones.
    private static func usual(_ name: String) -> String {
        guard name == name.lowercased() else { return name }
        return name.split(separator: "-", omittingEmptySubsequences: false).map { part in
            part.prefix(1).uppercased() + part.dropFirst()
        }.joined(separator: "-")
    }
}
