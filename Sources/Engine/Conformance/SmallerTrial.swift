import Decoding
import Diagnostics
import JSON
import Results
import Scenarios
import Substitution

/// The request of a case without what may be left out, tried where the server has refused it with everything.
extension CaseRunner {
    /// The statuses of a refusal for which what a request holds may be to blame: a value or a combination that this
    /// server can't take, or an ID of something that isn't there.
    private static let refusals: Set<Int> = [400, 404, 409, 422]

    /// Sends the smaller request where the last of `record`'s steps was refused, and tells what came of it; what was
    /// merged into the request where that made it acceptable, else `nil`.
    ///
    /// The refusal is judged as it is without this: only those that need the case have more to go by.
    func trySmaller(_ record: inout Record, _ scope: inout CaseScope) async -> JSONNode? {
        guard case .patch(let patch)? = plan.smaller, plan.needs == nil, plan.steps.count == 1,
            let status = record.steps.last?.response?.status, Self.refusals.contains(status), !Task.isCancelled
        else { return nil }
        var tried = await run(plan.steps[0].merging(patch), asking: nil, &scope).result
        let (omitted, index) = (OmittedParts(patch), record.steps.count - 1)
        let blamed = omitted.named(in: record.steps[index].response)
        let cause = blamed.isEmpty ? "" : "the refusal names \(OmittedParts.shown(blamed)); "
        let redactor = scope.redactor
        let note = { (words: String) in redactor.redact("\(cause)without \(omitted.description) \(words)") }
        let accepted: JSONNode?
        switch tried.response?.status {
        case .some(400..<500):
            record.steps[index].notes.append(note("it is refused too: \(tried.response?.status ?? 0)"))
            return nil
        case .some(let status) where !tried.findings.contains { $0.expectation == "status" }:
            let words = "the request is accepted (\(status)), and cases that need it are made from that smaller one"
            record.steps[index].notes.append(note(words))
            accepted = patch
        case let status:
            record.steps[index].notes.append(note(status.map { "it gets \($0)" } ?? "it isn't answered"))
            accepted = nil
        }
        tried.name = Self.smallerName
        record.steps.append(tried)
        return accepted
    }

    private static let smallerName = "the smaller request"
}

/// What a patch of a request leaves out.
struct OmittedParts {
    /// The names of parameters and fields; those within others after them and a dot.
    let names: [String]

    init(_ patch: JSONNode) {
        var names: [String] = []
        for member in patch.members ?? [] {
            switch member.name {
            case "json", "form", "query", "headers": Self.add(member.value, "", &names)
            default: break
            }
        }
        self.names = names
    }

    private static func add(_ node: JSONNode, _ prefix: String, _ names: inout [String]) {
        for member in node.members ?? [] where member.name != "//" {
            let name = prefix.isEmpty ? member.name : "\(prefix).\(member.name)"
            if member.value.kind == .null { names.append(name) } else { add(member.value, name, &names) }
        }
    }

    /// The first of them in words.
    var description: String { names.isEmpty ? "what may be left out" : Self.shown(names) }

    private static let mostShown = 8

    static func shown(_ names: [String]) -> String {
        let rest = names.count - mostShown
        return rest <= 1
            ? names.joined(separator: ", ") : names.prefix(mostShown).joined(separator: ", ") + " and \(rest) more"
    }

    /// Those that the answer names: in the texts of its JSON, or anywhere in another text, by a pointer, in quotes, or
    /// where no other word looks so.
    func named(in response: RecordedResponse?) -> [String] {
        guard let content = response?.content, !content.isBase64, !names.isEmpty else { return [] }
        var texts = [content.text]
        if let json = try? JSONParser.parse(content.text) {
            texts = []
            Self.collect(json, isTop: true, &texts)
        }
        return names.filter { name in
            let last = name.split(separator: ".").last.map(String.init) ?? name
            return texts.contains { $0 == last || Self.mentions($0, last) }
        }
    }

    /// The texts of an answer, and the names of members that have nothing but texts: `{ "errors": { "name": ["is too
    /// long"] } }`.
    private static func collect(_ value: JSONValue, isTop: Bool, _ texts: inout [String]) {
        switch value {
        case .string(let text): texts.append(text)
        case .array(let elements): for element in elements { collect(element, isTop: isTop, &texts) }
        case .object(let object):
            let isReport = !isTop && object.allSatisfy { $0.value.array?.allSatisfy { $0.string != nil } ?? false }
            for member in object {
                if isReport { texts.append(member.name) }
                collect(member.value, isTop: false, &texts)
            }
        case .null, .bool, .number: break
        }
    }

    private static func mentions(_ text: String, _ name: String) -> Bool {
        let isStrange = name.contains { !($0.isASCII && $0.isLowercase) }
        var rest = text[...]
        while let range = rest.firstRange(of: name) {
            let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
            let isWord = !(before.map(isWordly) ?? false) && !(after.map(isWordly) ?? false)
            if isWord, isStrange || before.map({ "\"'`/.[".contains($0) }) ?? false { return true }
            rest = text[range.upperBound...]
        }
        return false
    }

    private static func isWordly(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-"
    }
}
