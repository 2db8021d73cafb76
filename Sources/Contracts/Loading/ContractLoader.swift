import Diagnostics
import JSON
public import Scenarios

/// How a contract is read that breaks the rules of OpenAPI somewhere.
public enum ContractStrictness: Sendable {
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
    public static func load(
        _ path: String,
        files: FileStore = FileStore(),
        assertFormats: Bool = true,
        strictness: ContractStrictness = .tolerant
    ) throws(Problems.Found) -> Contract {
        // Those who make cases, check exchanges and serve mocks ask for the same contract.
        try files.kept("contract \(path) \(assertFormats) \(strictness)") { () throws(Problems.Found) in
            try load(path, assertFormats: assertFormats, strictness: strictness) {
                path throws(FileStore.Failure) in try files.document(at: path).bytes
            }
        }
    }

    /// Reads the contract at `path` with the bytes that `read` gives for each path.
    public static func load(
        _ path: String,
        assertFormats: Bool = true,
        strictness: ContractStrictness = .tolerant,
        read: @escaping (String) throws(FileStore.Failure) -> [UInt8]
    ) throws(Problems.Found) -> Contract {
        var loader = ContractLoader(path: path, assertsFormats: assertFormats, strictness: strictness, read: read)
        return try loader.contract()
    }
}

/// Reads a contract, again and again without what is wrong with it until the rest can be used.
///
/// What a rule refuses where it stands is taken out there: a keyword, a field, a parameter, a response, an operation. What
/// needs it then falls with it in the next round.
private struct ContractLoader {
    let path: String
    let assertsFormats: Bool
    let strictness: ContractStrictness
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
        read: @escaping (String) throws(FileStore.Failure) -> [UInt8]
    ) {
        self.path = path
        self.assertsFormats = assertsFormats
        self.strictness = strictness
        self.read = read
    }

    mutating func contract() throws(Problems.Found) -> Contract {
        var last: [Diagnostic] = []
        for _ in 0..<Self.rounds {
            let problems = Problems()
            let library = DocumentLibrary(
                problems,
                isStrict: strictness == .strict,
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
