import Diagnostics
import JSON
import Scenarios

/// Reads the files of a contract, each once, and finds what their references name. Nothing is ever fetched.
///
/// It is confined to the one task that decodes.
final class DocumentLibrary {
    let problems: Problems
    /// Whether a mistake that has no effect is an error all the same.
    let isStrict: Bool
    private let cuts: DocumentCuts
    /// The documents as they were read, by their paths.
    private(set) var originals: [String: ContractDocument]
    private let read: (String) throws(FileStore.Failure) -> [UInt8]
    private var known: [String: ContractDocument?] = [:]
    /// The files that were read, in that order.
    private(set) var documents: [ContractDocument] = []

    /// A library of the documents that were `parsed` before, without `cuts`, and those that `read` gives.
    init(
        _ problems: Problems,
        isStrict: Bool,
        parsed: [String: ContractDocument] = [:],
        cuts: DocumentCuts = DocumentCuts(),
        read: @escaping (String) throws(FileStore.Failure) -> [UInt8]
    ) {
        self.problems = problems
        self.isStrict = isStrict
        self.cuts = cuts
        originals = parsed
        self.read = read
    }

    /// The document at `path`; nil, with a problem added the first time, when it can't be read. `reference` is what names it.
    func document(at path: String, named reference: SourceLocation? = nil) -> ContractDocument? {
        let path = DocumentPath.withoutDots(path)
        if let document = known[path] { return document }
        let original = originals[path] ?? load(path, reference)
        originals[path] = original
        let document = original.map(cuts.applied)
        known[path] = .some(document)
        if let document { documents.append(document) }
        return document
    }

    /// Tells of a mistake that changes nothing of what the contract says.
    func remark(_ message: String, at location: SourceLocation?, help: String = "") {
        if isStrict {
            problems.add(message, at: location, help: help)
        } else {
            problems.warn(message, at: location, help: help)
        }
    }

    /// What the `$ref` at `reference`, a string, names; nil, with a problem added, when there is no such thing.
    func target(of reference: Place) -> Place? {
        guard let text = reference.string else {
            problems.add("'$ref' must be a string, found \(reference.node.described)", at: reference.location)
            return nil
        }
        let (name, fragment) = DocumentPath.parts(of: text)
        guard let document = document(name, from: reference) else { return nil }
        guard let decoded = PercentText.decode(fragment), let pointer = JSONPointer(decoded) else {
            let help = "write #/components/… with the names on the way, `~1` for a slash in one"
            problems.add("'#\(fragment)' isn't a JSON Pointer", at: reference.location, help: help)
            return nil
        }
        if let node = pointer.node(in: document.root) { return Place(document, pointer, node) }
        problems.add("'\(text)' leads nowhere", at: reference.location, help: Self.hint(pointer, document))
        return nil
    }

    private func document(_ name: String, from reference: Place) -> ContractDocument? {
        if name.isEmpty { return reference.document }
        if let scheme = DocumentPath.scheme(of: name) {
            let help = "save the document beside this one and name its path"
            problems.add("'\(scheme)' references aren't fetched", at: reference.location, help: help)
            return nil
        }
        guard let path = PercentText.decode(name) else {
            problems.add("'\(name)' has a wrong percent-encoding", at: reference.location)
            return nil
        }
        return document(at: DocumentPath.resolve(path, against: reference.document.path), named: reference.location)
    }

    private func load(_ path: String, _ reference: SourceLocation?) -> ContractDocument? {
        let bytes: [UInt8]
        do throws(FileStore.Failure) {
            bytes = try read(path)
        } catch {
            let help = reference.map { "paths are relative to \($0.file.path)" } ?? ""
            problems.add("the file \(error.path) \(error.reason)", at: reference, help: help)
            return nil
        }
        let file = SourceFile(path: path, bytes: bytes)
        let root = Self.isJSON(file) ? SourceReader.parse(file, problems) : YAMLReader.parse(file, problems)
        return root.map { ContractDocument(path: path, root: $0) }
    }

    /// By the name's ending; without a telling one, JSON begins with a brace.
    private static func isJSON(_ file: SourceFile) -> Bool {
        let path = file.path.lowercased()
        if path.hasSuffix(".json") { return true }
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return false }
        return file.bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
    }

    /// Where a pointer leaves the document, and the name that may have been meant.
    static func hint(_ pointer: JSONPointer, _ document: ContractDocument) -> String {
        var node = document.root
        for (depth, token) in pointer.tokens.enumerated() {
            if let next = JSONPointer(tokens: [token]).node(in: node) {
                node = next
                continue
            }
            let parent = "#\(JSONPointer(tokens: Array(pointer.tokens[..<depth])))"
            guard case .object(let members) = node.content else { return "there is nothing below '\(parent)'" }
            let near = NearestWord.suggest(token, among: members.map(\.name))
            return near.map { "did you mean '\(parent)/\($0)'?" } ?? "'\(parent)' has no '\(token)'"
        }
        return ""
    }
}
