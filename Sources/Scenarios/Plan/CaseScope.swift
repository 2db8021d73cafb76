import HTTP
public import JSON
import Measurement

/// What a case sees and must hide while it runs.
public struct CaseScope: Sendable {
    /// Variables and everything else that `${...}` can name.
    public var scope: Scope
    /// What must not leave the program.
    public let redactor: Redactor

    /// The variables of `case` with their values; each is computed once for the case.
    ///
    /// - Throws: variables that can't be computed.
    public init(_ case: Case, options: PlanOptions, files: FileStore, seed: UInt64) throws(Problems.Found) {
        scope = Scope(environment: options.environment, files: files, random: SplitMix64(seed: seed))
        scope.toleratesUnsetEnvironment = options.toleratesUnsetEnvironment
        redactor = options.redactor
        let problems = Problems()
        VariableResolver.resolve(`case`.variables, into: &scope, problems)
        for variable in `case`.variables {
            guard let shell = variable.shellName, let value = scope.variables[variable.name] else { continue }
            redactor.hide(value, name: shell)
        }
        try problems.throwIfAny()
    }

    /// Gives `name` the value that a response brought.
    public mutating func capture(_ value: JSONValue, as capture: Capture) {
        scope.variables[capture.name] = value
        scope.captured.insert(capture.name)
        if capture.isSecret { redactor.hide(value, name: ShellName.make(capture.name)) }
    }

    /// Hides what `captures` would take from `subject` and that is secret, whether or not it will be captured: what is shown of
    /// a response that broke an expectation must not tell it, nor one whose value doesn't look as expected.
    public func hideSecrets(of captures: [Capture], in subject: Subject) {
        redactor.hideSecrets(of: captures, in: subject)
    }

    /// Makes the request of `step` as it is sent now.
    ///
    /// - Throws: what is wrong with it, which only a value that wasn't known before can bring about.
    public mutating func request(_ step: Step, target: String) throws(Problems.Found) -> PreparedRequest {
        try request(step.request, target: target)
    }

    /// Makes the request that `request` describes as it is sent now.
    ///
    /// - Throws: what is wrong with it, which only a value that wasn't known before can bring about.
    public mutating func request(_ request: JSONNode, target: String) throws(Problems.Found) -> PreparedRequest {
        try draft(request, target: target).prepared
    }

    /// Makes the request that `request` describes, with gaps for the late values of the scope.
    ///
    /// - Throws: what is wrong with it, whatever values fill the gaps.
    package mutating func draft(_ request: JSONNode, target: String) throws(Problems.Found) -> RequestDraft {
        let problems = Problems()
        let node = scope.resolve(request, problems)
        FileNames(captured: scope.captured, problems: problems).check(node, written: request)
        let decoder = RequestDecoder(problems: problems, files: scope.files, target: target, redactor: redactor)
        let draft = decoder.request(node)
        try problems.throwIfAny()
        guard let draft else { throw Problems.Found([]) }
        redactor.hideUserInformation(of: draft.prepared.request.url, name: "URL_PASSWORD")
        return draft
    }
}
