import HTTP
import JSON
import Scenarios

/// Decodes the members of a `respond` that make the answer; their `${...}` are replaced.
struct AnswerDecoder {
    static let contentKeys = ["json", "text", "base64", "file"]
    static let keys = ["status", "headers"] + contentKeys + ["delay", "fault"]

    let problems: Problems
    let files: FileStore
    /// Whether the request says which `file` it is.
    var confinesFiles = false

    func answer(_ node: JSONNode) -> MockAnswer {
        var answer = MockAnswer(status: 200)
        guard let reader = ObjectReader(node, "'respond'", keys: Self.keys, problems) else { return answer }
        reader.exclusive(Self.contentKeys, "content")
        // A status below 200 announces another response, so it can't be the answer.
        answer.status = reader.count("status", in: 200...999) ?? 200
        answer.headers = HeaderFields(headers(reader["headers"]))
        answer.delay = reader.duration("delay").map { Int64(clamping: $0) } ?? 0
        answer.fault = reader["fault"].flatMap { FaultDecoder(problems: problems).fault($0) }
        guard let body = BodyDecoder(problems: problems, files: files, confinesFiles: confinesFiles).body(reader) else {
            return answer
        }
        answer.body = body.bytes
        let isNamed = reader["headers"]?.members?.contains { HeaderFields.sameName($0.name, "Content-Type") } ?? false
        if let type = body.contentType, !isNamed { answer.headers.append("Content-Type", type) }
        return answer
    }

    private func headers(_ node: JSONNode?) -> [HeaderField] {
        for member in node?.members ?? [] where member.name != "//" {
            let isToken = !member.name.isEmpty && member.name.utf8.allSatisfy(ASCII.isToken)
            if !isToken, member.pendingName == nil {
                problems.add("'\(member.name)' is not a field's name (RFC 9110, section 5.1)", at: member.nameLocation)
            }
        }
        return ObjectReader.pairs(node, "'headers'", problems).map { HeaderField($0.name, $0.value) }
    }
}
