import Contracts
import JSON

extension CaseKind {
    /// Methods.
    static let methods = [
        methodNotAllowed, methodOptions, methodTrace, methodConnect, methodUnknown, methodLowerCase, methodOverride,
    ]

    static let methodNotAllowed = CaseKind(
        "method-not-allowed",
        .method,
        sends: "each of the common methods that the path doesn't have",
        .refused([], or: [405]),
        why: "A known method that isn't supported gets 405, with `Allow` (RFC 9110, section 15.5.6)"
    )
    static let methodOptions = CaseKind(
        "method-options",
        .method,
        sends: "OPTIONS, when the path doesn't have it",
        .open([200, 204, 405, 501]).below,
        why:
            "A server may answer it whether or not the contract says so (RFC 9110, section 9.3.7), or doesn't support it "
            + "(sections 15.5.6 and 15.6.2); it must not do what another method does"
    )
    static let methodTrace = CaseKind(
        "method-trace",
        .method,
        sends: "TRACE without content and without credentials, which it must not have (RFC 9110, section 9.3.8)",
        .refused([401, 403], or: [400, 405, 501]).below,
        why:
            "TRACE gives back what was sent, what gateways have added included, and no contract says so: 405, or 501 "
            + "(RFC 9110, sections 15.5.6 and 15.6.2)"
    )
    static let methodConnect = CaseKind(
        "method-connect",
        .method,
        sends: "CONNECT with a path, without content and without credentials, by HTTP/1.1",
        .refused([401, 403], or: [400, 404, 405, 501]).below,
        why:
            "CONNECT is for proxies, and its target is a host and a port (RFC 9110, section 9.3.6; RFC 9112, section "
            + "3.2.3): 400, or a method that isn't supported"
    )
    static let methodUnknown = CaseKind(
        "method-unknown",
        .method,
        sends: "a method that doesn't exist",
        .refused([], or: [400, 405, 501]).below,
        why: "An unknown method gets 501 (RFC 9110, section 15.6.2: the one 5xx that is right), 405 or 400"
    )
    static let methodLowerCase = CaseKind(
        "method-lower-case",
        .method,
        sends: "the method in lower case",
        .refused([], or: [400, 405, 501]).below,
        why: "Methods are case-sensitive (RFC 9110, section 9.1)"
    )
    static let methodOverride = CaseKind(
        "method-override",
        .method,
        sends: "the valid request with `X-HTTP-Method-Override: DELETE`",
        .either(or: [405]),
        why: "The field isn't part of HTTP: ignored or refused"
    )
}

extension CaseKind {
    /// Paths and queries.
    static let paths = [
        pathUnknown, pathShorter, pathTrailingSlash, pathCase, pathDoubledSlash, pathEncoded, pathMatrixParameter,
        pathTooLong, queryUnknown, queryTooLong,
    ]

    static let pathUnknown = CaseKind(
        "path-unknown",
        .path,
        sends: "a path with one more segment",
        .refused([], or: [404]).below,
        why: "The path names no resource: 404 (RFC 9110, section 15.5.5), in whatever form"
    )
    static let pathShorter = CaseKind(
        "path-shorter",
        .path,
        sends: "the path without its last segment",
        .refused([], or: [301, 302, 303, 307, 308, 404, 405]).below,
        why: "The path names no resource: 404 (RFC 9110, section 15.5.5), or 405 where it exists with other "
            + "methods; servers may lead to the same path with a slash behind it"
    )
    static let pathTrailingSlash = CaseKind(
        "path-trailing-slash",
        .path,
        sends: "the path with a slash behind it",
        .either(or: [301, 302, 303, 307, 308, 404]),
        why: "It is another path (RFC 3986, section 6.2.3), which servers may treat as the same, redirect or not "
            + "know"
    )
    static let pathCase = CaseKind(
        "path-case",
        .path,
        sends: "the path in upper case",
        .either(or: [301, 302, 303, 307, 308, 404]),
        why: "Paths are case-sensitive (RFC 3986, section 6.2.2.1), though not every server's"
    )
    static let pathDoubledSlash = CaseKind(
        "path-doubled-slash",
        .path,
        sends: "the path with two slashes at its start",
        .either(or: [301, 302, 303, 307, 308, 400, 404]).below,
        why: "It is another path (RFC 3986, section 3.3)"
    )
    static let pathEncoded = CaseKind(
        "path-encoded",
        .path,
        sends: "the path with a letter percent-encoded",
        .either(or: [301, 302, 303, 307, 308, 400, 404]).below,
        why: "Encoded unreserved characters are equivalent (RFC 3986, section 6.2.2.2)"
    )
    static let pathMatrixParameter = CaseKind(
        "path-matrix-parameter",
        .path,
        sends: "the path with `;a=b` behind it",
        .either(or: [301, 302, 303, 307, 308, 400, 404]).below,
        why: "It is part of the segment (RFC 3986, section 3.3)"
    )
    static let pathTooLong = CaseKind(
        "path-too-long",
        .path,
        sends: "the path with a segment of 8,000 characters",
        .refused([], or: [400, 404, 414, 431]).below,
        why: "The target is too long: 414 (RFC 9110, section 15.5.15), or simply unknown"
    )
    static let queryUnknown = CaseKind(
        "query-unknown",
        .path,
        sends: "a query parameter that the contract doesn't know",
        .either(),
        why: "Unknown parameters are ignored or refused; the contract doesn't say"
    )
    static let queryTooLong = CaseKind(
        "query-too-long",
        .path,
        sends: "a query of 8,000 characters",
        .either(or: [414, 431]).below,
        why: "The target may be too long: 414 (RFC 9110, section 15.5.15)"
    )
}

/// Methods, paths and queries.
extension CaseMaker {
    /// The common methods; others have a kind of their own.
    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    mutating func addMethods() {
        let own = contract.operations.filter { $0.path == operation.path }.map(\.method)
        let served = wants(.methodNotAllowed) ? contract.methods(at: target(base.draft.path)) : []
        for method in Self.methods where !isServed(method, served) {
            add(.methodNotAllowed, "the method \(method)") { draft in
                draft.method = method
                // No content is defined for these (RFC 9110, section 9.3).
                if method == "GET" || method == "HEAD" { draft.removeContent() }
            }
        }
        addSpecialMethods(own)
        add(.methodUnknown, "the method MUSTER") { $0.method = "MUSTER" }
        let lower = operation.method.lowercased()
        add(.methodLowerCase, "the method \(lower)") { $0.method = lower }
        if !own.contains("DELETE") {
            add(.methodOverride, "a method override to DELETE") { $0.set(header: "X-HTTP-Method-Override", "DELETE") }
        }
    }

    /// Whether the contract has the method among those for the path that is sent, be it by another template that
    /// matches it.
    private func isServed(_ method: String, _ served: [String]) -> Bool {
        served.contains(method) || method == "HEAD" && served.contains("GET")
    }

    private func lookUp(_ method: String, _ path: String) -> OperationLookup {
        contract.lookUp(method, target(path))
    }

    /// The path as it is sent.
    private func target(_ path: String) -> String { base.resolution.resolve(.string(path)).string ?? path }

    mutating func addPaths() {
        let split = base.draft.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        let path = split[0]
        let query = split.count > 1 ? "?" + split[1] : ""
        let longer = path + (path.hasSuffix("/") ? "" : "/") + "muster-unknown"
        if wants(.pathUnknown), isUnknown(longer) {
            addPath(.pathUnknown, "a path with one more segment", longer, query)
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex, !path.hasSuffix("}") {
            addUnknown(.pathShorter, "the path without its last segment", String(path[..<slash]), query)
        }
        if !path.hasSuffix("/") { addPath(.pathTrailingSlash, "a slash behind the path", path + "/", query) }
        // References keep their case.
        let upper = path.contains("${") ? path : path.uppercased()
        if upper != path { addPath(.pathCase, "the path in upper case", upper, query) }
        addPath(.pathDoubledSlash, "two slashes at the start of the path", "/" + path, query)
        if let encoded = Self.encodingLetter(path) {
            addPath(.pathEncoded, "a letter of the path percent-encoded", encoded, query)
        }
        addPath(.pathMatrixParameter, "a parameter behind the path", path + ";a=b", query)
        let long = path + (path.hasSuffix("/") ? "" : "/") + "${repeat(p,8000)}"
        if wants(.pathTooLong), isUnknown(long) { addPath(.pathTooLong, "a path of 8,000 characters", long, query) }
        add(.queryUnknown, "a query parameter that the contract doesn't know") { $0.query["musterUnknown"] = "1" }
        add(.queryTooLong, "a query of 8,000 characters") { $0.query["musterLong"] = "${repeat(q,8000)}" }
    }

    private mutating func addSpecialMethods(_ own: [String]) {
        let carrier = CredentialCarrier(base)
        let secrets = base.draft.headers.filter { base.resolution.isSecret($0.value) }.map(\.name)
        for (kind, method) in [
            (CaseKind.methodOptions, "OPTIONS"), (CaseKind.methodTrace, "TRACE"), (CaseKind.methodConnect, "CONNECT"),
        ]
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

    /// A case with another path, unless that is another operation's.
    private mutating func addPath(_ kind: CaseKind, _ description: String, _ path: String, _ query: String) {
        guard wants(kind) else { return }
        var others: [Int] = []
        var isOwn = false
        switch lookUp(operation.method, path) {
        case .found(let match) where match.operation.name != operation.name: return
        // It is there with other methods (RFC 9110, section 15.5.6).
        case .otherMethods: others = [405]
        case .found: isOwn = true
        case .unknownPath: break
        }
        // Who answers for a path that no template matches has no contract for it.
        add(kind, description, isBelow: !isOwn, or: others) { $0.path = path + query }
    }

    /// Whether no template of the contract matches the path, for whatever method.
    private func isUnknown(_ path: String) -> Bool {
        contract.methods(at: target(path)).isEmpty
    }

    /// A path that has no operation of this method.
    private mutating func addUnknown(_ kind: CaseKind, _ description: String, _ path: String, _ query: String) {
        guard wants(kind) else { return }
        if case .found = lookUp(operation.method, path) { return }
        addPath(kind, description, path, query)
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
