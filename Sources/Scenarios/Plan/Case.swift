import Decoding
package import Diagnostics
package import JSON
import Matching
package import Results
import Substitution

/// A scenario, or one row of it.
package struct Case: Sendable {
    /// Its name, unique in its suite.
    package var name: String
    /// The scenario's name as the file has it.
    package var scenario: String
    /// Where the scenario stands.
    package var location: SourceLocation
    /// The scenario's and the suite's tags.
    package var tags: [String]
    /// The requirements that it covers.
    package var covers: [String]
    /// Why it is not run; `nil` when it is.
    package var skip: String?
    /// Variables, the row's columns among them, not yet replaced.
    package var variables: [Variable]
    /// What is sent, in order; at least one step, but for what only sets up or cleans up.
    package var steps: [Step]
    /// The question, when it is one.
    package var question: Question?
    /// What is sent before, to make what the case needs: where it fails, the case is not measured.
    package var setup: [Step] = []
    /// What is sent after, whatever came of the case, to take away what it left.
    package var cleanup: [Step] = []
    /// The scenarios of its suite that must have ended before it begins, by the names in the file.
    package var after: Set<String> = []
    /// Whether nothing may run beside it.
    package var isAlone = false
    /// The names of its own variables and columns, which come before those that its suite shares.
    package var ownNames: Set<String> = []
    /// Whether it was made from a contract.
    package var isGenerated = false
    /// The method and the path of the operation that a case made from a contract is about.
    package var operation: String?
    /// What of a contract it is about, for reports; `nil` for a case that a person wrote.
    package var subject: CaseSubject?
    /// The scenario without whose success it says nothing: it isn't run when the server refuses that one.
    package var needs: Need?

    /// A scenario that another one needs.
    package struct Need: Sendable {
        /// Its name, as the file has it.
        package var name: String
        /// Where it is named.
        package var location: SourceLocation
    }
    /// How its request is made smaller where a server refuses it with a status that content may be to blame for: its
    /// own, or that of the scenario that it needs.
    package var smaller: Smaller?
    /// Finds, for each aspect of a case that was made from a contract, patches of its request that make it smaller and
    /// of which the same is expected, the smallest first. Only a case that fails needs them.
    package var reductions: @Sendable () -> [[JSONNode]] = { [] }

    /// Everything that it sends, in order.
    package var allSteps: FlattenSequence<[[Step]]> { [setup, steps, cleanup].joined() }

    /// Whether it waits for requests that the target sends of its own accord.
    package var receives: Bool {
        // By their places: it is asked of every case, and steps are long.
        [setup, steps, cleanup].contains { steps in steps.indices.contains { steps[$0].receives } }
    }

    /// The names that its steps capture.
    var capturedNames: [String] {
        [setup, steps, cleanup].flatMap { steps in steps.indices.flatMap { steps[$0].captures.map(\.name) } }
    }
}

/// A name and the value that it stands for.
package struct Variable: Sendable {
    /// Its name.
    package var name: String
    /// Its value, whose `${...}` are replaced once for a case.
    package let value: JSONNode
    /// The shell variable that stands for a secret in reports; `nil` for what isn't secret.
    package var shellName: String?
    /// The value where it holds no `${...}` and so is the same for every case; `nil` where it does.
    let constant: JSONValue?
    /// The names that the value mentions, in order.
    let mentioned: [String]

    /// A variable, whose value is looked through once.
    package init(name: String, value: JSONNode, shellName: String?) {
        self.name = name
        self.value = value
        self.shellName = shellName
        constant = value.holdsTemplate || value.holdsPending ? nil : value.value
        mentioned = constant == nil ? VariableResolver.mentions(value) : []
    }
}

/// A question to the endpoint.
package struct Question: Sendable {
    /// One of the answers that the suite lists.
    package struct Answer: Sendable {
        /// The answer.
        package var text: String
        /// What the response is like then.
        package var when: ExpectationTemplate
    }

    /// The question.
    package var text: String
    /// The answers, in the order in which they are tried.
    package var answers: [Answer]
    /// The answer that is expected; `nil` when it is only asked.
    package var pinned: String?
}

/// Tells rows whose names are alike apart.
struct RowNames {
    private var used: [String: Int] = [:]

    /// `name`, numbered where it was there before.
    mutating func unique(_ name: String) -> String {
        let count = used[name, default: 0] + 1
        used[name] = count
        return count == 1 ? name : "\(name) #\(count)"
    }
}

/// Names the rows of a scenario.
struct CaseName {
    /// The scenario's name.
    let node: JSONNode
    let problems: Problems

    /// The longest value that a name shows, in Unicode scalars.
    private static let longestValue = 60

    /// The name of `row`: the scenario's own with its values in it, or with the values behind it.
    func text(_ row: RowDecoder.Row, _ scope: Scope) -> String {
        let text = node.string ?? ""
        let isTemplate = Template.isNeeded(text)
        var scope = scope
        var mentions = false
        for (name, value) in row where isTemplate {
            // A name must be the same in every run: a value that is a template stands there as it is written.
            scope.variables[name] = .string(Self.shown(value))
            // The standard library's search for a text takes longer than all the rest.
            let bytes = Array(text.utf8)
            if ["${\(name)}", "${\(name)."].contains(where: { ByteSearch.contains(bytes, Array($0.utf8)) }) {
                mentions = true
            }
        }
        var full = text
        if isTemplate, let template = scope.resolve(node, problems).string { full = template }
        if !row.isEmpty, !mentions {
            full += " [\(row.map { "\($0.name)=\(Self.shown($0.value))" }.joined(separator: ", "))]"
        }
        return full
    }

    private static func shown(_ node: JSONNode) -> String {
        let text = ValueText.cut(node.value.plainText, limit: longestValue)
        return text.isEmpty ? "\"\"" : text
    }
}

/// One request of a case, or one burst or load.
package struct Step: Sendable {
    /// How many requests, and when.
    package enum Traffic: Sendable, Hashable {
        /// One.
        case single
        /// All at once.
        indirect case burst(Burst)
        /// Over time.
        indirect case load(Load)
        /// Over time, at one rate after the other, for the highest at which goals hold.
        indirect case capacity(Capacity)
    }

    /// Its name; empty when the scenario has no steps of its own.
    package var name: String
    /// Where it stands.
    package var location: SourceLocation
    /// The merged `request`, not yet replaced.
    package var request: JSONNode
    /// What is expected.
    package var expect: ExpectationTemplate
    /// Values for later steps.
    package var captures: [Capture]
    /// How many requests, and when.
    package var traffic: Traffic
    /// Of a burst or load: what is sent, in place of ``request``.
    package var variants: [LoadVariant] = []
    /// Rows of values for the requests of a burst or load.
    package var data: LoadData?
    /// Sending again after failures.
    package var retry: Retry?
    /// Sending again until the expectations hold.
    package var eventually: Eventually?
    /// What the target is to send of its own accord after its answer.
    @Indirect package var reception: Reception?
    /// Whether it waits for that.
    var receives: Bool { _reception.holdsValue }
    /// In nanoseconds, before the step.
    package var pause: UInt64
    /// Whether it is sent, and how often; `nil` for once.
    package var control: StepControl?
    /// Whether the further steps are sent when this one has failed.
    package var continuesAfterFailure = false
    /// How to connect.
    package var connection: ConnectionSettings
    /// What is made of answers that break the standard.
    package var protocolRules = ProtocolRules()

    /// The step with `patch` merged into its request.
    package func merging(_ patch: JSONNode) -> Step {
        var step = self
        step.request = RequestMerge.apply(patch, to: request)
        return step
    }
}

/// Sending again after a failure.
package struct Retry: Sendable, Hashable {
    /// How often again, at most.
    package var times: Int
    /// Between the attempts, in nanoseconds.
    package var delay: UInt64
    /// After which statuses and failures.
    package var condition: RetryCondition
}

/// Sending again until the expectations hold.
package struct Eventually: Sendable, Hashable {
    /// How long, in nanoseconds.
    package var within: UInt64
    /// From one attempt's end to the next one's start, in nanoseconds.
    package var every: UInt64
}
