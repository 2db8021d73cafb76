import Decoding
import Diagnostics
import JSON
import Substitution

extension StepDecoder {
    /// Takes the suite's `auth` away from a step of its `setup` that comes before what that needs is captured: who logs
    /// in has no token yet. What else of the suite's request needs it is said with the way out.
    func leaveOut(_ base: inout Base, _ steps: [JSONNode], _ scope: inout Scope) {
        let open = inherited.captured.subtracting(scope.deferred)
        scope.awaited = [:]
        for name in open {
            let step = steps.first { $0["capture"]?[name] != nil }?["name"]?.string.map { "'\($0)'" }
            scope.awaited[name] = (
                "the step \(step ?? "that follows") captures it",
                "use it in what comes behind that step; what the suite's \"request\" gives to all steps is taken away in one by null"
            )
        }
        guard let auth = base.request?["auth"], !inherited.dependencies(of: auth).isDisjoint(with: open),
            case .object(let members) = base.request?.content
        else { return }
        base.request?.content = .object(members.filter { !$0.name.isIdentical(to: "auth") })
    }
}
