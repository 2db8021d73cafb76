import JSON
import Scenarios

/// What a question of the suite leaves open, with the kinds that its words select.
struct OpenPoint: Sendable {
    let question: String
    let statuses: [JSONValue]
    let unjudged: Set<Generation.OpenPoint.Part>
    private let kinds: Set<String>
    private let places: Set<String>

    init(_ point: Generation.OpenPoint, kinds: Set<String>) {
        question = point.question
        statuses = point.statuses
        unjudged = point.unjudged
        self.kinds = kinds
        places = Set(point.places.map(\.text))
    }

    /// Whether the question is about this case.
    func holds(for made: GeneratedCase) -> Bool {
        kinds.contains(made.kind.name) && (places.isEmpty || places.contains(made.place))
    }

    /// What none of several points lets be judged.
    static func unjudged(_ points: [OpenPoint]) -> Set<Generation.OpenPoint.Part> {
        points.reduce(into: Set()) { $0.formUnion($1.unjudged) }
    }

    /// `expect` without what isn't judged of refusals.
    static func leaving(_ unjudged: Set<Generation.OpenPoint.Part>, of expect: JSONObject) -> JSONObject {
        guard !unjudged.isEmpty, case .object(let byStatus)? = expect["byStatus"] else { return expect }
        var expect = expect
        expect["byStatus"] = .object(
            JSONObject(
                byStatus.compactMap { member in
                    guard isRefusal(member.name), case .object(var part) = member.value else { return member }
                    // All that is expected of the body of a status is its media type.
                    _ = part.remove("body")
                    if unjudged.contains(.content) { _ = part.remove("schema") }
                    return part.isEmpty ? nil : .init(name: member.name, value: .object(part))
                }
            )
        )
        return expect
    }

    private static func isRefusal(_ status: String) -> Bool { status.hasPrefix("4") || status.hasPrefix("5") }
}
