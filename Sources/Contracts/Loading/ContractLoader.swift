package import Decoding
package import Diagnostics
import Glibc
package import JSON
package import Substitution

/// How a contract is read that breaks the rules of OpenAPI somewhere.
package enum ContractStrictness: Sendable {
    /// It is used as far as it can be: what is wrong is told, and left out.
    case tolerant
    /// It is refused, as who writes it wants.
    case strict
}

extension Contract {
    /// Reads the contract at `path`, in JSON or YAML, and the files that it refers to.
    ///
    /// - Parameters:
    ///   - path: The file, as messages shall show it.
    ///   - files: Where files are read from.
    ///   - assertFormats: Whether a `format` that isn't met breaks a schema, or only describes.
    ///   - strictness: What becomes of a document that breaks the rules of OpenAPI somewhere.
    /// - Throws: Everything that is wrong with the documents; when they are tolerated, that none of it can be used.
    package static func load(
        _ path: String,
        files: FileStore = FileStore(),
        assertFormats: Bool = true,
        strictness: ContractStrictness = .tolerant
    ) throws(Problems.Found) -> Contract {
        // Those who make cases, check exchanges and serve mocks ask for the same contract.
        try files.kept("contract \(path) \(assertFormats) \(strictness)") { () throws(Problems.Found) in
            try load(path, assertFormats: assertFormats, strictness: strictness, opening: files.opening(of: path)) {
                path throws(FileStore.Failure) in try files.document(at: path).bytes
            }
        }
    }

    /// Reads the contract at `path` with the bytes that `read` gives for each path.
    package static func load(
        _ path: String,
        assertFormats: Bool = true,
        strictness: ContractStrictness = .tolerant,
        read: @escaping (String) throws(FileStore.Failure) -> [UInt8]
    ) throws(Problems.Found) -> Contract {
        try load(path, assertFormats: assertFormats, strictness: strictness, opening: DocumentOpening(), read: read)
    }

    private static func load(
        _ path: String,
        assertFormats: Bool,
        strictness: ContractStrictness,
        opening: DocumentOpening,
        read: @escaping (String) throws(FileStore.Failure) -> [UInt8]
    ) throws(Problems.Found) -> Contract {
        var loader = ContractLoader(
            path: path,
            assertsFormats: assertFormats,
            strictness: strictness,
            opening: opening,
            read: read
        )
        return try loader.contract()
    }
}

/// Reads a contract, again and again without what is wrong with it until the rest can be used.
///
/// What a rule refuses where it stands is taken out there: a keyword, a field, a parameter, a response, an operation.
/// What needs it then falls with it in the next round.
private struct ContractLoader {
    let path: String
    let assertsFormats: Bool
    let strictness: ContractStrictness
    let opening: DocumentOpening
    let read: (String) throws(FileStore.Failure) -> [UInt8]
    private var cuts = DocumentCuts()
    private var parsed: [String: ContractDocument] = [:]
    private var places: [String: DocumentPlaces] = [:]
    private var leftOut: [LeftOut] = []
    /// How often a document is read: each round takes something out, most documents need two.
    private static let rounds = 60

    init(
        path: String,
        assertsFormats: Bool,
        strictness: ContractStrictness,
        opening: DocumentOpening,
        read: @escaping (String) throws(FileStore.Failure) -> [UInt8]
    ) {
        self.path = path
        self.assertsFormats = assertsFormats
        self.strictness = strictness
        self.opening = opening
        self.read = read
    }

    mutating func contract() throws(Problems.Found) -> Contract {
        var last: [Diagnostic] = []
        for _ in 0..<Self.rounds {
            let problems = Problems()
            let library = DocumentLibrary(
                problems,
                isStrict: strictness == .strict,
                opening: (path, opening),
                parsed: parsed,
                cuts: cuts,
                read: read
            )
            let contract = library.document(at: path).flatMap {
                ContractDecoder.decode($0, library, assertsFormats: assertsFormats)
            }
            if var contract, !problems.hasErrors {
                contract.leftOut = leftOut
                return contract
            }
            last = problems.diagnostics
            if strictness == .strict { break }
            parsed = library.originals
            var isChanged = false
            for diagnostic in problems.diagnostics where diagnostic.severity == .error {
                if leaveOut(diagnostic) { isChanged = true }
            }
            if !isChanged { break }
        }
        throw Problems.Found(last)
    }

    /// Takes the part out that a mistake is about; false when that is the whole document, or isn't known.
    private mutating func leaveOut(_ diagnostic: Diagnostic) -> Bool {
        guard let location = diagnostic.location, let document = parsed[location.file.path] else { return false }
        let places = places[document.path] ?? DocumentPlaces(document)
        self.places[document.path] = places
        guard let pointer = places.pointer(at: location.range), !pointer.tokens.isEmpty else { return false }
        let isConsequence = cuts.isWithin(pointer, of: document.path)
        guard cuts.add(pointer, of: document.path) else { return false }
        if !isConsequence || leftOut.isEmpty {
            leftOut.append(LeftOut(diagnostic: diagnostic, path: document.path, pointer: pointer))
        }
        return true
    }
}

/// A file that belongs to a contract.
package struct ContractDocument: Sendable {
    /// The path as messages show it.
    package let path: String
    /// Where it is, for references between schemas.
    package let uri: String
    package let root: JSONNode
    /// The same without positions.
    package let value: JSONValue

    /// A document of its parts; `value` is the root's unless it is given.
    package init(path: String, root: JSONNode, value: JSONValue? = nil) {
        self.path = path
        uri = DocumentPath.uri(ofFile: path)
        self.root = root
        self.value = value ?? root.value
    }

    /// The place of the part that `pointer` names, or of what is nearest above it.
    package func location(_ pointer: JSONPointer) -> SourceLocation {
        var tokens = pointer.tokens
        while !tokens.isEmpty {
            if let node = JSONPointer(tokens: tokens).node(in: root) { return node.location }
            tokens.removeLast()
        }
        return root.location
    }
}

/// Paths and URIs of documents, and what a relative one means beside another (RFC 3986, section 5.2).
package enum DocumentPath {
    /// What `reference`, which has no fragment, means in the document at `base`.
    ///
    /// Both may be paths of files or absolute URIs; `..` above the beginning of a relative path stays.
    package static func resolve(_ reference: String, against base: String) -> String {
        if reference.isEmpty { return base }
        if scheme(of: reference) != nil { return reference }
        let (prefix, path) = split(base)
        if reference.hasPrefix("//") { return (scheme(of: base).map { "\($0):" } ?? "") + reference }
        if reference.hasPrefix("/") { return prefix + withoutDots(reference) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        return prefix + withoutDots(folder + reference)
    }

    /// The scheme with which a URI begins; nil for a path.
    package static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        let scheme = text[..<colon]
        let isScheme = scheme.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
        return isScheme && scheme.first?.isLetter == true ? String(scheme) : nil
    }

    /// The document and the fragment that a reference names.
    package static func parts(of reference: String) -> (document: String, fragment: String) {
        guard let hash = reference.firstIndex(of: "#") else { return (reference, "") }
        return (String(reference[..<hash]), String(reference[reference.index(after: hash)...]))
    }

    /// The `file` URI of a path (RFC 8089).
    package static func uri(ofFile path: String) -> String {
        "file://" + PercentText.encode(withoutDots(absolute(path)), keeping: "/")
    }

    /// A path from the root.
    package static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : workingFolder + "/" + path
    }

    /// The path without `.` and with `..` carried out (RFC 3986, section 5.2.4).
    package static func withoutDots(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var kept: [Substring] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: true) {
            switch segment {
            case ".": continue
            case ".." where kept.last.map { $0 != ".." } ?? false: kept.removeLast()
            case ".." where isAbsolute: continue
            default: kept.append(segment)
            }
        }
        return (isAbsolute ? "/" : "") + kept.joined(separator: "/")
    }

    private static func split(_ base: String) -> (prefix: String, path: String) {
        guard scheme(of: base) != nil, let colon = base.firstIndex(of: ":") else { return ("", base) }
        let rest = base[base.index(after: colon)...]
        guard rest.hasPrefix("//") else { return (String(base[...colon]), String(rest)) }
        let path = rest.dropFirst(2).firstIndex(of: "/") ?? rest.endIndex
        return (String(base[..<path]), String(rest[path...]))
    }

    private static var workingFolder: String {
        guard let buffer = getcwd(nil, 0) else { return "" }
        defer { free(buffer) }
        return String(cString: buffer)
    }
}
