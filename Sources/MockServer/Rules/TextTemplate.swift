import JSON
import Scenarios

/// A text of the mock file that is filled for each request, unless nothing in it depends on one.
enum TextTemplate: Sendable {
    case literal(String)
    case template(JSONNode)

    /// The text; `nil` when the template is one whole reference to something absent.
    func text(_ judging: inout Judging, _ state: MockState) -> String? {
        switch self {
        case .literal(let text):
            return text
        case .template(let node):
            switch judging.resolve(node, state)?.value {
            case nil, .null?: return nil
            case let value?: return value.plainText
            }
        }
    }
}
