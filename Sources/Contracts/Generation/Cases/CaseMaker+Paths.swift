import JSON

/// Methods, paths and queries.
extension CaseMaker {
    /// The common methods; others have a kind of their own.
    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    mutating func addMethods() {
        let own = contract.operations.filter { $0.path == operation.path }.map(\.method)
        for method in Self.methods where !isServed(method) {
            add("method-not-allowed", "the method \(method)") { draft in
                draft.method = method
                // No content is defined for these (RFC 9110, section 9.3).
                if method == "GET" || method == "HEAD" { draft.removeContent() }
            }
        }
        addSpecialMethods(own)
        add("method-unknown", "the method MUSTER") { $0.method = "MUSTER" }
        let lower = operation.method.lowercased()
        add("method-lower-case", "the method \(lower)") { $0.method = lower }
        if !own.contains("DELETE") {
            add("method-override", "a method override to DELETE") { $0.set(header: "X-HTTP-Method-Override", "DELETE") }
        }
    }

    /// Whether the contract has the method for the path that is sent, be it by another template that matches it.
    private func isServed(_ method: String) -> Bool {
        switch lookUp(method, base.draft.path) {
        case .found: true
        case .otherMethods(let methods): method == "HEAD" && methods.contains("GET")
        case .unknownPath: false
        }
    }

    private func lookUp(_ method: String, _ path: String) -> OperationLookup {
        contract.lookUp(method, base.resolution.resolve(.string(path)).string ?? path)
    }

    mutating func addPaths() {
        let split = base.draft.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        let path = split[0]
        let query = split.count > 1 ? "?" + split[1] : ""
        let longer = path + (path.hasSuffix("/") ? "" : "/") + "muster-unknown"
        if isUnknown(longer) { addPath("path-unknown", "a path with one more segment", longer, query) }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex, !path.hasSuffix("}") {
            addUnknown("path-shorter", "the path without its last segment", String(path[..<slash]), query)
        }
        if !path.hasSuffix("/") { addPath("path-trailing-slash", "a slash behind the path", path + "/", query) }
        // References keep their case.
        let upper = path.contains("${") ? path : path.uppercased()
        if upper != path { addPath("path-case", "the path in upper case", upper, query) }
        addPath("path-doubled-slash", "two slashes at the start of the path", "/" + path, query)
        if let encoded = Self.encodingLetter(path) {
            addPath("path-encoded", "a letter of the path percent-encoded", encoded, query)
        }
        addPath("path-matrix-parameter", "a parameter behind the path", path + ";a=b", query)
        let long = path + (path.hasSuffix("/") ? "" : "/") + "${repeat(p,8000)}"
        if isUnknown(long) { addPath("path-too-long", "a path of 8,000 characters", long, query) }
        add("query-unknown", "a query parameter that the contract doesn't know") { $0.query["musterUnknown"] = "1" }
        add("query-too-long", "a query of 8,000 characters") { $0.query["musterLong"] = "${repeat(q,8000)}" }
    }

    private mutating func addSpecialMethods(_ own: [String]) {
        let carrier = CredentialCarrier(base)
        let secrets = base.draft.headers.filter { base.resolution.isSecret($0.value) }.map(\.name)
        for (kind, method) in [("method-options", "OPTIONS"), ("method-trace", "TRACE"), ("method-connect", "CONNECT")]
        where !own.contains(method) {
            add(kind, "the method \(method)") { draft in
                draft.method = method
                draft.removeContent()
                if method == "OPTIONS" { return }
                carrier?.remove(from: &draft)
                for name in secrets + ["Cookie"] where draft.header(name) != nil { draft.set(header: name, .null) }
            }
        }
    }

    private mutating func addPath(_ kind: String, _ words: String, _ path: String, _ query: String) {
        add(kind, words) { $0.path = path + query }
    }

    /// Whether no template of the contract matches the path, for whatever method.
    private func isUnknown(_ path: String) -> Bool {
        if case .unknownPath = lookUp(operation.method, path) { true } else { false }
    }

    /// A path that has no operation of this method.
    private mutating func addUnknown(_ kind: String, _ words: String, _ path: String, _ query: String) {
        if case .found = lookUp(operation.method, path) { return }
        addPath(kind, words, path, query)
    }

    /// The path with its first lower-case letter encoded, where no reference can be hit.
    private static func encodingLetter(_ path: String) -> String? {
        guard let index = path.firstIndex(where: { $0.isASCII && $0.isLowercase }), let byte = path[index].asciiValue,
            !path[..<index].contains("$")
        else { return nil }
        return "\(path[..<index])%\(String(byte, radix: 16, uppercase: true))\(path[path.index(after: index)...])"
    }
}

extension GeneratedRequest {
    /// Takes the content away, and what says of which type it is.
    mutating func removeContent() {
        body = .none
        if headers.header("Content-Type") != nil { set(header: "Content-Type", .null) }
    }
}
