import Decoding
import Diagnostics
import JSON
import Quantities
import Reports
import Results
import Scenarios
import Substitution

/// Decodes the files of an acceptance: waivers and declarations.
struct AcceptanceDecoder {
    let files: FileStore
    /// Everything found wrong.
    let problems = Problems()

    init(files: FileStore) {
        self.files = files
    }

    /// `{ "waivers": [{ "case": …, "finding": …, "requirement": …, "reason": …, "owner": …, "until": "2026-12-31" }]
    /// }`.
    func waivers(_ path: String) -> [Waiver] {
        guard let root = root(path), let reader = ObjectReader(root, "waivers", keys: ["$schema", "waivers"], problems)
        else { return [] }
        guard let node = reader.required("waivers", "a list of waivers") else { return [] }
        guard let elements = node.elements else {
            problems.add("'waivers' must be a list, found \(node.described)", at: node.location)
            return []
        }
        return elements.compactMap(waiver)
    }

    private static let subjects = ["case", "finding", "requirement"]

    private func waiver(_ node: JSONNode) -> Waiver? {
        let keys = ["suite"] + Self.subjects + ["reason", "owner", "until"]
        guard let reader = ObjectReader(node, "a waiver", keys: keys, problems) else { return nil }
        if reader.present(Self.subjects).isEmpty {
            problems.add(
                "a waiver needs a 'case', a 'finding' or a 'requirement'",
                at: reader.opening,
                help: "write what is waived, such as \"case\": \"reads an order\""
            )
        }
        for key in ["reason", "owner", "until"] { text(key, reader) }
        let until = reader.text("until") ?? ""
        if let place = reader["until"], place.string != nil, Day.number(until) == nil {
            problems.add(
                "'until' must be a day such as 2026-12-31, found '\(until)'",
                at: place.location,
                help: "it is the last day on which the failure is accepted"
            )
        }
        return Waiver(
            suite: reader.text("suite"),
            caseName: reader.text("case"),
            finding: reader.text("finding"),
            requirement: reader.text("requirement"),
            reason: reader.text("reason") ?? "",
            owner: reader.text("owner") ?? "",
            until: until,
            file: node.location.file.path,
            line: node.location.line
        )
    }

    /// Adds a problem when a text is missing or says nothing.
    private func text(_ key: String, _ reader: ObjectReader) {
        guard let node = reader.required(key, "a waiver"), let text = node.string else { return }
        if text.allSatisfy(\.isWhitespace) { problems.add("'\(key)' says nothing", at: node.location) }
    }

    /// `{ "by": "Vendor", "answers": { "QUESTION": "ANSWER" } }`.
    func declarations(_ path: String, _ plan: Plan) -> Declarations? {
        guard let root = root(path),
            let reader = ObjectReader(root, "declarations", keys: ["$schema", "by", "answers"], problems),
            let node = reader.required("answers", "declarations"),
            let members = ObjectReader.members(of: node, "'answers'", problems)
        else { return nil }
        var questions: [String: [String]] = [:]
        for question in plan.suites.flatMap(\.cases).compactMap(\.question) {
            questions[question.text, default: []] += question.answers.map(\.text)
        }
        var answers: [String: String] = [:]
        for member in members {
            guard let known = questions[member.name] else {
                problems.add(
                    "no suite asks '\(member.name)'",
                    at: member.nameLocation,
                    help: questions.isEmpty
                        ? "the suites ask nothing" : UnknownName.help(member.name, among: questions.keys.sorted())
                )
                continue
            }
            guard let answer = Leaf.text(member.value, "an answer", problems) else { continue }
            if !known.contains(answer) {
                problems.add(
                    "'\(answer)' is none of the answers to '\(member.name)'",
                    at: member.value.location,
                    help: UnknownName.help(answer, among: known)
                )
            }
            answers[member.name] = answer
        }
        return Declarations(by: reader.text("by") ?? "", answers: answers)
    }

    private func root(_ path: String) -> JSONNode? {
        do throws(FileStore.Failure) {
            return SourceReader.parse(try files.document(at: path), problems)
        } catch {
            problems.add("\(error.path) \(error.reason)", at: nil)
            return nil
        }
    }
}
