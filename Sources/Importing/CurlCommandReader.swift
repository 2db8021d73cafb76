import JSON

/// What the words of one command say.
struct CurlCommandReader {
    var request = ImportedRequest()
    var urls: [String] = []
    var method: String?
    var data: [CurlData] = []
    /// Whether content was asked for, be it none at all: `-d ''` is a POST.
    var hasData = false
    var isJSON = false
    var parts: [JSONObject] = []
    var isQuery = false
    var isHead = false
    var tls = JSONObject()
    var retries: Int?
    var redirects: Int?
    var follows = false
    var leftOut: [String] = []
    var upload: String?
    var isDigest = false
    var signature: String?
    var isGlobbing = true
    var keepsDots = false
    /// What the shell gives the command to read.
    let input: ShellRedirection.Input?
    /// Whether it reads that.
    private(set) var readsInput = false

    init(_ input: ShellRedirection.Input?) {
        self.input = input
    }

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
        case .data: addData(value, name, isBinary: false)
        case .dataBinary: addData(value, name, isBinary: true)
        case .dataRaw: add(.text(value))
        case .dataURLEncoded: addEncoded(value)
        case .json:
            isJSON = true
            addData(value, name, isBinary: true)
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
        case .upload: upload = uploaded(value)
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
        case .awsSignature: signature = value
        case .globOff: isGlobbing = false
        case .pathAsIs: keepsDots = true
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

    private mutating func add(_ piece: CurlData) {
        hasData = true
        data.append(piece)
    }

    private mutating func addData(_ text: String, _ name: String, isBinary: Bool) {
        hasData = true
        guard text.hasPrefix("@") else { return add(.text(text)) }
        let path = String(text.dropFirst())
        guard path == "-" else { return add(.file(path, isBinary: isBinary)) }
        readsInput = true
        switch input {
        case .file(let path): add(.file(path, isBinary: isBinary))
        case .text(let text): add(.text(isBinary ? text : CurlData.withoutLineEnds(text)))
        case .none: leftOut.append("\(name) @- of curl: what it reads from standard input isn't in the file")
        }
    }

    private mutating func uploaded(_ path: String) -> String? {
        guard path == "-" || path == "." else {
            if isGlobbing, path.contains(where: { "{[".contains($0) }), !path.contains("${") {
                leftOut.append("-T of curl with several files (\(path))")
            }
            return path
        }
        readsInput = true
        method = method ?? "PUT"
        switch input {
        case .file(let path): request.body = .file(path)
        case .text(let text): request.body = .text(text)
        case .none: leftOut.append("-T \(path) of curl: what it reads from standard input isn't in the file")
        }
        return nil
    }

    private mutating func addEncoded(_ text: String) {
        if let (name, value) = text.cut(at: "="), !name.contains("@") {
            let encoded = CurlData.percentEncoded(value)
            add(.text(name.isEmpty ? encoded : "\(name)=\(encoded)"))
        } else if let (name, path) = text.cut(at: "@") {
            hasData = true
            guard path != "-", let content = CurlData.content(ofFile: path) else {
                return leftOut.append("--data-urlencode \(text) of curl, which reads a file")
            }
            add(.text((name.isEmpty ? "" : "\(name)=") + "${url(\(content))}"))
        } else {
            add(.text(CurlData.percentEncoded(text)))
        }
    }

    private mutating func addPart(_ text: String) {
        do throws(CurlPart.Failure) {
            parts.append(try CurlPart.part(of: text))
        } catch {
            leftOut.append(error.reason)
        }
    }

    static func basic(_ text: String) -> JSONValue {
        let (user, password) = text.cut(at: ":") ?? (text, "")
        return BasicCredentials.auth(user, password)
    }
}
