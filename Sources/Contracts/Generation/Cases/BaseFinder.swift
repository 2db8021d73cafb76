import Diagnostics
import HTTP
import JSON
import Scenarios

/// Finds the valid request of an operation among what a suite sends; failing that, makes one.
struct BaseFinder {
    let contract: Contract
    let context: GenerationContext
    let seed: UInt64

    func base(of operation: Operation) -> OperationBase {
        for request in context.requests {
            let draft = GeneratedRequest(request.value)
            let path = resolution.resolve(.string(draft.path)).string ?? draft.path
            guard draft.method == operation.method, let match = contract.lookUp(draft.method, path).match,
                match.operation.name == operation.name
            else { continue }
            return OperationBase(
                operation,
                draft,
                pathValues: match.pathValues,
                contract: contract,
                resolution: resolution
            )
        }
        let own = context.requests.first.map { GeneratedRequest($0.value) }
        var credentials = JSONObject()
        if let own, !own.headers.isEmpty { credentials["headers"] = .object(own.headers) }
        if let auth = own?.auth { credentials["auth"] = auth }
        for member in own?.rest ?? [:] where member.name == "timeout" { credentials["timeout"] = member.value }
        return MadeBase(contract: contract, seed: seed)
            .base(operation, resolution: resolution, credentials: credentials).base
    }

    /// Replaces the suite's variables; a value that holds a secret's is secret.
    private var resolution: OperationBase.Resolution {
        let scope = context.scope
        let redactor = Redactor()
        for variable in context.variables {
            guard let shell = variable.shellName, let value = scope.variables[variable.name] else { continue }
            redactor.hide(value, name: shell)
        }
        let file = SourceFile(path: context.file, bytes: [])
        let place = SourceLocation(file: file, range: 0..<0)
        let resolve: @Sendable (JSONValue) -> JSONValue = { value in
            var scope = scope
            return scope.resolve(JSONNode(value, at: place), Problems()).value
        }
        return OperationBase.Resolution(
            resolve: resolve,
            isSecret: { value in
                redactor.holdsSecret(resolve(value).plainText)
            }
        )
    }
}
