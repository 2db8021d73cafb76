import JSON

/// What the words of a command come to.
extension CurlCommandReader {
    /// A request for each URL.
    func requests(_ notes: inout ImportNotes) -> [ImportedRequest] {
        for text in leftOut { notes.leaveOut(text.contains(" of curl") ? text : "\(text) of curl") }
        var reader = self
        reader.finish(&notes)
        var requests: [ImportedRequest] = []
        for text in urls.flatMap({ reader.expanded($0, &notes) }) {
            var request = reader.request
            var url = ImportedURL(text)
            if !keepsDots { url.removeDots() }
            if let upload, url.query.isEmpty { url.name(upload) }
            (request.base, request.path, request.query) = (url.base, url.path, url.query)
            if let user = url.userInformation { request.auth = request.auth ?? Self.basic(user) }
            if isDigest, let user = request.auth?["basic"] { request.auth = ["digest": user] }
            if let signature { reader.sign(&request, signature, &notes) }
            let joined = isQuery ? reader.joined(&notes) : ""
            if !joined.isEmpty {
                if let fields = ImportedURL.fields(joined) {
                    request.query += fields
                } else {
                    request.path += (request.path.contains("?") ? "&" : "?") + joined
                }
            }
            requests.append(request)
        }
        return requests
    }

    /// What curl makes of `{a,b}` and `[1-3]` in a URL.
    private func expanded(_ url: String, _ notes: inout ImportNotes) -> [String] {
        guard isGlobbing else { return [url] }
        do throws(CurlGlob.Failure) {
            let glob = try CurlGlob(url)
            if glob.urls.count < glob.count {
                notes.leaveOut(
                    "\(glob.count - glob.urls.count) of the \(glob.count) URLs that '\(url)' of curl stands for: write 'each'"
                )
            }
            return glob.urls
        } catch {
            notes.leaveOut("the URL '\(url)' of curl, which refuses it (\(error.reason)): it is taken as with -g")
            return [url]
        }
    }

    /// `--aws-sigv4 provider:provider:region:service`, of which the host says what isn't given.
    private func sign(_ request: inout ImportedRequest, _ signature: String, _ notes: inout ImportNotes) {
        let user = request.auth?["basic"] ?? .null
        request.auth = nil
        let parts = signature.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
        let host = request.base.firstRange(of: "://").map { request.base[$0.upperBound...] } ?? request.base[...]
        let labels = host.split(separator: ".").map(String.init)
        let region = parts.count > 2 ? parts[2] : labels.count > 2 ? labels[1] : ""
        let service = parts.count > 3 ? parts[3] : labels.count > 2 ? labels[0] : ""
        guard parts[0].lowercased() == "aws", parts.count < 2 || ["amz", "aws", ""].contains(parts[1].lowercased()),
            !region.isEmpty, !service.isEmpty
        else {
            return notes.leaveOut(
                "--aws-sigv4 of curl, of another provider than aws:amz or without region and service: 'auth' has aws, huawei and hmac"
            )
        }
        request.auth = [
            "aws": [
                "accessKey": user["user"] ?? "", "secretKey": user["password"] ?? "", "region": .string(region),
                "service": .string(service),
            ]
        ]
    }

    private mutating func finish(_ notes: inout ImportNotes) {
        if follows {
            let count = redirects.map { max(0, min($0, 20)) } ?? ImportedRequest.usualRedirects
            request.connection["redirects"] = .number(JSONNumber(count))
        }
        if !tls.isEmpty { request.connection["tls"] = .object(tls) }
        if retries != nil {
            notes.leaveOut("--retry of curl: a suite says itself when a request is sent again ('retry')")
        }
        setBody(&notes)
        let hasContent = request.body != nil || hasData && !isQuery
        request.method = method ?? (isHead ? "HEAD" : upload != nil ? "PUT" : hasContent ? "POST" : "GET")
    }

    private mutating func setBody(_ notes: inout ImportNotes) {
        if let upload {
            request.body = .file(upload)
        } else if !parts.isEmpty {
            request.body = .multipart(parts)
            request.removeHeader("Content-Type")
        } else if isQuery || !hasData {
            return
        } else {
            if isJSON {
                setDefault("Content-Type", "application/json")
                setDefault("Accept", "application/json")
            }
            setDefault("Content-Type", "application/x-www-form-urlencoded")
            let type = request.header("Content-Type")
            let isOfJSON = ImportedRequest.isJSON(ImportedRequest.essence(type))
            if data.count == 1, case .file(let path, let isBinary) = data[0],
                isBinary || isOfJSON || CurlData.content(ofFile: path) == nil
            {
                request.body = .file(path)
                if !isBinary { notes.remark(CurlData.remark(path, isWhole: true)) }
            } else {
                request.setBody(joined(&notes), type: type)
            }
        }
    }

    /// All that `-d` and its kin say, as one text.
    private func joined(_ notes: inout ImportNotes) -> String {
        var texts: [String] = []
        for piece in data {
            switch piece {
            case .text(let text): texts.append(text)
            case .file(let path, let isBinary):
                guard let content = CurlData.content(ofFile: path) else {
                    notes.leaveOut("the file \(path) of curl beside other data")
                    continue
                }
                texts.append(isBinary ? content : "${trim(\(content))}")
                if !isBinary { notes.remark(CurlData.remark(path, isWhole: false)) }
            }
        }
        return texts.joined(separator: isJSON ? "" : "&")
    }

    private mutating func setDefault(_ name: String, _ value: String) {
        if request.header(name) == nil { request.headers.append(.init(name, value)) }
    }
}
