package import Decoding
package import Diagnostics
package import JSON
import Substitution

/// Reads the files of a contract, each once, and finds what their references name. Nothing is ever fetched.
///
/// It is confined to the one task that decodes.
package final class DocumentLibrary {
    package let problems: Problems
    /// Whether a mistake that has no effect is an error all the same.
    package let isStrict: Bool
    private let cuts: DocumentCuts
    private let opening: DocumentOpening
    /// The document to which the overlays belong.
    private let main: String
    /// The documents as they were read, by their paths.
    private(set) var originals: [String: ContractDocument]
    private let read: (String) throws(FileStore.Failure) -> [UInt8]
    private var known: [String: ContractDocument?] = [:]
    /// What references lead to, by the document that they stand in and by their texts: the same few are referred to
    /// from everywhere.
    private var targets: [String: [String: Place]] = [:]
    /// The files that were read, in that order.
    private(set) var documents: [ContractDocument] = []

    /// A library of the documents that were `parsed` before, without `cuts`, and those that `read` gives.
    init(
        _ problems: Problems,
        isStrict: Bool,
        opening: (main: String, way: DocumentOpening) = ("", DocumentOpening()),
        parsed: [String: ContractDocument] = [:],
        cuts: DocumentCuts = DocumentCuts(),
        read: @escaping (String) throws(FileStore.Failure) -> [UInt8]
    ) {
        self.problems = problems
        self.isStrict = isStrict
        self.cuts = cuts
        self.opening = opening.way
        main = DocumentPath.withoutDots(opening.main)
        originals = parsed
        self.read = read
    }

    /// The document at `path`; nil, with a problem added the first time, when it can't be read. `reference` is what
    /// names it.
    package func document(at path: String, named reference: SourceLocation? = nil) -> ContractDocument? {
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
    package func remark(_ message: String, at location: SourceLocation?, help: String = "") {
        if isStrict {
            problems.add(message, at: location, help: help)
        } else {
            problems.warn(message, at: location, help: help)
        }
    }

    /// What the `$ref` at `reference`, a string, names; nil, with a problem added, when there is no such thing.
    package func target(of reference: Place) -> Place? {
        guard let text = reference.string else {
            problems.add("'$ref' must be a string, found \(reference.node.described)", at: reference.location)
            return nil
        }
        if let known = targets[reference.document.path]?[text] { return known }
        let (name, fragment) = DocumentPath.parts(of: text)
        guard let document = document(name, from: reference) else { return nil }
        guard let decoded = PercentText.decode(fragment), let pointer = JSONPointer(decoded) else {
            let help = "write #/components/… with the names on the way, `~1` for a slash in one"
            problems.add("'#\(fragment)' isn't a JSON Pointer", at: reference.location, help: help)
            return nil
        }
        if let node = pointer.node(in: document.root) {
            let target = Place(document, pointer, node)
            targets[reference.document.path, default: [:]][text] = target
            return target
        }
        problems.add("'\(text)' leads nowhere", at: reference.location, help: Self.hint(pointer, document))
        return nil
    }

    private func document(_ name: String, from reference: Place) -> ContractDocument? {
        if name.isEmpty { return reference.document }
        if let scheme = DocumentPath.scheme(of: name) {
            let help = "save the document, and name its path here or its folder by --map URL=FOLDER"
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
        guard var root = parse(file) else { return nil }
        for overlay in path == main ? opening.overlays : [] {
            guard let file = self.file(overlay), let node = parse(file), let overlay = Overlay(node, problems) else {
                return nil
            }
            root = overlay.applied(to: root)
        }
        if SwaggerConversion.isNeeded(root) { root = SwaggerConversion(root).converted }
        if !opening.folders.isEmpty { root = root.mappingReferences(mapped) }
        return ContractDocument(path: path, root: root)
    }

    private func parse(_ file: SourceFile) -> JSONNode? {
        Self.isJSON(file) ? SourceReader.parseOwn(file, problems) : YAMLReader.parse(file, problems)
    }

    private func file(_ overlay: String) -> SourceFile? {
        do throws(FileStore.Failure) {
            return SourceFile(path: overlay, bytes: try read(overlay))
        } catch {
            problems.add("the overlay \(error.path) \(error.reason)", at: nil)
            return nil
        }
    }

    /// A reference to what lies in a mapped folder, as one to the file there; `nil` for others. The longest beginning
    /// counts.
    private func mapped(_ reference: String) -> String? {
        let folder = opening.folders.filter { reference.hasPrefix($0.prefix) }.max { $0.prefix.count < $1.prefix.count }
        guard let folder else { return nil }
        let path = folder.path.hasSuffix("/") ? folder.path : folder.path + "/"
        // Absolute, for it is the same from every document.
        let whole = DocumentPath.absolute(path)
        return PercentText.encode(whole, keeping: "/") + reference.dropFirst(folder.prefix.count).drop { $0 == "/" }
    }

    /// By the name's ending; without a telling one, JSON begins with a brace.
    private static func isJSON(_ file: SourceFile) -> Bool {
        let path = file.path.lowercased()
        if path.hasSuffix(".json") { return true }
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return false }
        return file.bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
    }

    /// Where a pointer leaves the document, and the name that may have been meant.
    package static func hint(_ pointer: JSONPointer, _ document: ContractDocument) -> String {
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

/// A part of a document, and the way to it.
package struct Place {
    package struct Member {
        package let name: String
        package let nameLocation: SourceLocation
        package let value: Place
    }

    package let document: ContractDocument
    package let pointer: JSONPointer
    package let node: JSONNode

    package init(_ document: ContractDocument, _ pointer: JSONPointer = JSONPointer(), _ node: JSONNode? = nil) {
        self.document = document
        self.pointer = pointer
        self.node = node ?? document.root
    }

    /// What tells this part from all others.
    package var key: String { "\(document.path)#\(pointer)" }

    /// The part without the places of what is in it, as the document has it: nothing is made anew.
    package var value: JSONValue { pointer.value(in: document.value) ?? node.value }

    package var location: SourceLocation { node.location }

    /// The place of the first character: an error about a whole object need not underline all of it.
    package var opening: SourceLocation {
        let start = location.range.lowerBound
        return SourceLocation(file: location.file, range: start..<min(start + 1, location.range.upperBound))
    }

    package subscript(name: String) -> Place? {
        node[name].map { Place(document, pointer.appending(name), $0) }
    }

    /// The members; none when this isn't an object.
    package var members: [Member] {
        guard case .object(let members) = node.content else { return [] }
        return members.map { member in
            let value = Place(document, pointer.appending(member.name), member.value)
            return Member(name: member.name, nameLocation: member.nameLocation, value: value)
        }
    }

    /// The elements; none when this isn't an array.
    package var elements: [Place] {
        guard case .array(let elements) = node.content else { return [] }
        return elements.enumerated().map { Place(document, pointer.appending($0.offset), $0.element) }
    }

    package var string: String? {
        if case .string(let text) = node.content { text } else { nil }
    }
}

/// The parts of documents that are left out since they break the rules of the format where they stand.
package struct DocumentCuts {
    /// The pointers of the parts, by the path of the document.
    private(set) var pointers: [String: Set<JSONPointer>] = [:]

    /// Leaves a part out; false when it is left out already.
    package mutating func add(_ pointer: JSONPointer, of path: String) -> Bool {
        pointers[path, default: []].insert(pointer).inserted
    }

    /// Whether something that lies in the part was left out before: what is wrong with the rest follows from that.
    package func isWithin(_ pointer: JSONPointer, of path: String) -> Bool {
        pointers[path]?.contains { $0.tokens.starts(with: pointer.tokens) } ?? false
    }

    /// The document without what is left out of it.
    package func applied(to document: ContractDocument) -> ContractDocument {
        guard let cuts = pointers[document.path], !cuts.isEmpty else { return document }
        return ContractDocument(path: document.path, root: Self.cut(document.root, cuts.map { $0.tokens[...] }))
    }

    /// `node` without the parts to which `ways` lead, each with a token at least.
    private static func cut(_ node: JSONNode, _ ways: [ArraySlice<String>]) -> JSONNode {
        let byName = Dictionary(grouping: ways) { $0.first ?? "" }
        func kept(_ part: JSONNode, _ name: String) -> JSONNode? {
            guard let own = byName[name] else { return part }
            return own.contains { $0.count == 1 } ? nil : cut(part, own.map { $0.dropFirst() })
        }
        var node = node
        switch node.content {
        case .array(let elements):
            node.content = .array(elements.enumerated().compactMap { kept($0.element, String($0.offset)) })
        case .object(let members):
            node.content = .object(
                members.compactMap { member in
                    guard let value = kept(member.value, member.name) else { return nil }
                    return JSONNode.Member(name: member.name, nameLocation: member.nameLocation, value: value)
                }
            )
        case .null, .bool, .number, .string, .pending: break
        }
        return node
    }
}

/// Finds the part of a document that a place in its file belongs to.
struct DocumentPlaces {
    private var pointers: [Range<Int>: JSONPointer] = [:]

    package init(_ document: ContractDocument) {
        note(document.root, JSONPointer())
    }

    /// The part whose value, name or first character stands at exactly these bytes.
    package func pointer(at range: Range<Int>) -> JSONPointer? { pointers[range] }

    /// What lies around is noted first: a YAML mapping begins where its first name does.
    private mutating func note(_ node: JSONNode, _ pointer: JSONPointer) {
        let range = node.location.range
        let first = range.lowerBound..<min(range.lowerBound + 1, range.upperBound)
        for key in [range, first] where pointers[key] == nil { pointers[key] = pointer }
        switch node.content {
        case .array(let elements):
            for (index, element) in elements.enumerated() { note(element, pointer.appending(index)) }
        case .object(let members):
            for member in members {
                let part = pointer.appending(member.name)
                if pointers[member.nameLocation.range] == nil { pointers[member.nameLocation.range] = part }
                note(member.value, part)
            }
        case .null, .bool, .number, .string, .pending: break
        }
    }
}
