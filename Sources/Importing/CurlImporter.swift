package import Decoding
package import Diagnostics
import JSON
import URI

/// Reads commands of curl: those that people keep in scripts, and those that browsers copy (for bash, and for cmd.exe).
package struct CurlImporter {
    private var collection: ImportedCollection
    private let file: SourceFile
    private let problems: Problems

    /// What the commands of `file` send; what is wrong with it is added to `problems`.
    package static func read(_ file: SourceFile, name: String, _ problems: Problems) -> ImportedCollection {
        var importer = CurlImporter(collection: ImportedCollection(name: name), file: file, problems: problems)
        importer.read()
        return importer.collection
    }

    private mutating func read() {
        let text = String(decoding: file.bytes, as: UTF8.self)
        var commands: [ShellWords.Command] = []
        if WindowsWords.isMeant(by: text) {
            commands = WindowsWords.commands(of: text)
        } else {
            do throws(ShellWords.Failure) {
                let split = try ShellWords.commands(of: text)
                commands = split.commands
                for construct in split.unknown {
                    collection.notes.leaveOut("\(construct) of the shell, whose output only a shell knows")
                }
            } catch {
                problems.add(error.message, at: place(error.offset), help: error.help)
                return
            }
        }
        for command in commands { read(command) }
        if collection.requests.isEmpty, !problems.hasErrors {
            problems.add(
                "there is no command of curl in it",
                at: place(0),
                help:
                    "in a browser's network panel: Copy as cURL; for HAR, Postman and .http files see muster import --help"
            )
        }
    }

    private func place(_ offset: Int) -> SourceLocation {
        let end = min(file.bytes.count, offset + 1)
        return SourceLocation(file: file, range: min(offset, end)..<end)
    }

    private mutating func read(_ command: ShellWords.Command) {
        // Assignments before a command, prompts that were copied with it, and what runs it.
        let words = command.words.drop { $0 != "curl" && $0 != "curl.exe" && !$0.hasSuffix("/curl") }
        guard !words.isEmpty else {
            let first = command.words.first.map { $0.prefix { $0 != "=" } } ?? ""
            collection.notes.leaveOut("the command '\(first)', which is none of curl")
            return
        }
        if command.words.count > words.count, command.words.first != "$", command.words.first != ">" {
            let first = command.words.first.map { $0.prefix { $0 != "=" } } ?? ""
            collection.notes.leaveOut("'\(first)' before a command of curl")
        }
        var parts = [CurlCommandReader()]
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            if parts[parts.count - 1].take(word, &rest) { parts.append(CurlCommandReader()) }
        }
        for part in parts {
            let requests = part.requests(&collection.notes)
            if requests.isEmpty {
                problems.add("this command has no URL", at: place(command.start), help: "copy the whole command")
            }
            for var request in requests {
                if !command.comment.isEmpty, requests.count == 1, parts.count == 1 { request.name = command.comment }
                collection.requests.append(request)
            }
        }
    }
}

/// What the words of one command say.
private struct CurlCommandReader {
    private var request = ImportedRequest()
    private var urls: [String] = []
    private var method: String?
    private var data: [String] = []
    private var dataFile: String?
    private var isJSON = false
    private var parts: [JSONObject] = []
    private var isQuery = false
    private var isHead = false
    private var tls = JSONObject()
    private var retries: Int?
    private var redirects: Int?
    private var follows = false
    private var leftOut: [String] = []
    private var upload: String?
    private var isDigest = false

    init() {}

    /// Takes a word, and its value from the `rest`; `true` when another request begins.
    mutating func take(_ word: String, _ rest: inout ArraySlice<String>) -> Bool {
        if word.hasPrefix("--"), word.count > 2 {
            let name = String(word.dropFirst(2))
            return apply(
                CurlOption.long(name),
                named: word,
                CurlOption.long(name).takesValue ? rest.popFirst() ?? "" : ""
            )
        }
        guard word.hasPrefix("-"), word.count > 1 else {
            urls.append(word)
            return false
        }
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let option = CurlOption.short(letter)
            var value = ""
            if option.takesValue {
                value = letters.isEmpty ? rest.popFirst() ?? "" : String(letters)
                letters = ""
            }
            if apply(option, named: "-\(letter)", value) { return true }
        }
        return false
    }

    private mutating func apply(_ option: CurlOption, named name: String, _ value: String) -> Bool {
        switch option {
        case .next: return true
        case .printing: break
        case .unknown: leftOut.append(name)
        case .unknownWithValue: leftOut.append(name)
        case .method: method = value
        case .header: setHeader(value)
        case .data: addData(value, readsFiles: true, isBinary: false)
        case .dataBinary: addData(value, readsFiles: true, isBinary: true)
        case .dataRaw: data.append(value)
        case .dataURLEncoded: addEncoded(value)
        case .json:
            isJSON = true
            addData(value, readsFiles: true, isBinary: true)
        case .form: addPart(value)
        case .formString:
            if let (name, text) = value.cut(at: "=") { parts.append(["name": .string(name), "text": .string(text)]) }
        case .get: isQuery = true
        case .head: isHead = true
        case .user: request.auth = Self.basic(value)
        case .bearer: request.auth = ["bearer": .string(value)]
        case .cookie:
            if value.contains("=") {
                request.headers.append(.init("Cookie", value))
            } else {
                leftOut.append("\(name) with a file of cookies")
            }
        case .userAgent: request.headers.append(.init("User-Agent", value))
        case .referer: request.headers.append(.init("Referer", value))
        case .range: request.headers.append(.init("Range", "bytes=\(value)"))
        case .insecure: tls["insecure"] = true
        case .location: follows = true
        case .maxRedirects: redirects = Int(value)
        case .maxTime: request.timeout = "\(value)s"
        case .connectTimeout: request.connection["connectTimeout"] = .string("\(value)s")
        case .compressed:
            if request.header("Accept-Encoding") == nil {
                request.headers.append(.init("Accept-Encoding", "gzip, deflate, br, zstd"))
            }
        case .proxy: request.connection["proxy"] = .string(value)
        case .resolve: addAddress(value)
        case .url: urls.append(value)
        case .upload: upload = value
        case .http1: request.connection["http"] = "1.1"
        case .http2: request.connection["http"] = "2"
        case .authority: tls["ca"] = .string(value)
        case .certificate:
            let (path, password) = value.cut(at: ":") ?? (value, "")
            tls["certificate"] = .string(path)
            if !password.isEmpty { tls["keyPassword"] = .string(password) }
        case .key: tls["key"] = .string(value)
        case .keyPassword: if !value.isEmpty { tls["keyPassword"] = .string(value) }
        case .tls12: tls["minimum"] = "1.2"
        case .tls13: tls["minimum"] = "1.3"
        case .retry: retries = Int(value)
        case .digest: isDigest = true
        case .basic: break
        }
        return false
    }

    /// What `host:port:address` says; for every host, of several addresses or none there is no place.
    private mutating func addAddress(_ entry: String) {
        let text = entry.hasPrefix("+") ? String(entry.dropFirst()) : entry
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, !parts[0].hasPrefix("-"), parts[0] != "*", !parts[2].contains(","), !parts[2].isEmpty
        else {
            return leftOut.append("--resolve")
        }
        var addresses = request.connection["resolve"]?.object ?? [:]
        addresses["\(parts[0]):\(parts[1])"] = .string(parts[2])
        request.connection["resolve"] = .object(addresses)
    }

    private mutating func setHeader(_ text: String) {
        if let (name, value) = text.cut(at: ":") {
            // `Name:` takes the field away that curl would send.
            if value.trimmed.isEmpty {
                request.withoutHeaders.append(name)
            } else {
                request.headers.append(.init(name, value.trimmed))
            }
        } else if text.hasSuffix(";") {
            request.headers.append(.init(String(text.dropLast()), ""))
        } else {
            leftOut.append("-H with a field that has no colon")
        }
    }

    private mutating func addData(_ text: String, readsFiles: Bool, isBinary: Bool) {
        if readsFiles, text.hasPrefix("@") {
            dataFile = String(text.dropFirst())
        } else {
            data.append(text)
        }
    }

    private mutating func addEncoded(_ text: String) {
        if let (name, value) = text.cut(at: "="), !name.contains("@") {
            data.append(name.isEmpty ? PercentCoding.encode(value) : "\(name)=\(PercentCoding.encode(value))")
        } else if text.contains("@") {
            leftOut.append("--data-urlencode \(text), which reads a file")
        } else {
            data.append(PercentCoding.encode(text))
        }
    }

    private mutating func addPart(_ text: String) {
        guard let (name, content) = text.cut(at: "=") else { return leftOut.append("-F without a name") }
        var part: JSONObject = ["name": .string(name)]
        let pieces = content.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        let value = pieces.first ?? ""
        if value.hasPrefix("@") || value.hasPrefix("<") {
            part["file"] = .string(String(value.dropFirst()))
        } else {
            part["text"] = .string(value)
        }
        for piece in pieces.dropFirst() {
            guard let (key, value) = piece.cut(at: "=") else { continue }
            let plain = value.filter { $0 != "\"" }
            switch key.trimmed {
            case "type": part["contentType"] = .string(plain)
            case "filename": part["filename"] = .string(plain)
            default: leftOut.append("\(key.trimmed)= in -F")
            }
        }
        parts.append(part)
    }

    private static func basic(_ text: String) -> JSONValue {
        let (user, password) = text.cut(at: ":") ?? (text, "")
        return BasicCredentials.auth(user, password)
    }

    /// A request for each URL.
    func requests(_ notes: inout ImportNotes) -> [ImportedRequest] {
        for text in leftOut { notes.leaveOut("\(text) of curl") }
        var reader = self
        reader.finish(&notes)
        return urls.map { text in
            var request = reader.request
            let url = ImportedURL(text)
            (request.base, request.path, request.query) = (url.base, url.path, url.query)
            if let user = url.userInformation { request.auth = request.auth ?? Self.basic(user) }
            if isDigest, let user = request.auth?["basic"] { request.auth = ["digest": user] }
            if isQuery, !data.isEmpty {
                let joined = data.joined(separator: "&")
                if let fields = ImportedURL.fields(joined) {
                    request.query += fields
                } else {
                    request.path += (request.path.contains("?") ? "&" : "?") + joined
                }
            }
            return request
        }
    }

    private mutating func finish(_ notes: inout ImportNotes) {
        if follows {
            request.connection["redirects"] = .number(JSONNumber(redirects.map { max(0, min($0, 20)) } ?? 10))
        }
        if !tls.isEmpty { request.connection["tls"] = .object(tls) }
        if retries != nil {
            notes.leaveOut("--retry of curl: a suite says itself when a request is sent again ('retry')")
        }
        setBody(&notes)
        let hasContent = request.body != nil
        request.method = method ?? (isHead ? "HEAD" : upload != nil ? "PUT" : hasContent ? "POST" : "GET")
    }

    private mutating func setBody(_ notes: inout ImportNotes) {
        if let upload {
            request.body = .file(upload)
        } else if !parts.isEmpty {
            request.body = .multipart(parts)
            request.removeHeader("Content-Type")
        } else if isQuery {
            return
        } else if let dataFile {
            request.body = .file(dataFile)
            if !data.isEmpty { notes.leaveOut("-d of curl beside -d @\(dataFile): a suite's content is one of them") }
            setDefaultType()
        } else if !data.isEmpty {
            let text = data.joined(separator: isJSON ? "" : "&")
            if isJSON, request.header("Content-Type") == nil {
                request.headers.append(.init("Content-Type", "application/json"))
            }
            setDefaultType()
            request.setBody(text, type: request.header("Content-Type"))
        }
    }

    private mutating func setDefaultType() {
        guard request.header("Content-Type") == nil else { return }
        request.headers.append(.init("Content-Type", "application/x-www-form-urlencoded"))
    }
}

extension ImportedRequest {
    /// Sets the content to a template of a text of a media type: as JSON or a form where it is one.
    mutating func setBody(_ text: String, type: String?) {
        let plain = (type ?? "").prefix { $0 != ";" }.trimmed.lowercased()
        let isJSON = plain == "application/json" || plain.hasSuffix("+json") || plain.isEmpty
        if isJSON, let value = try? JSONParser.parse(text) {
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
}
