import Decoding
import Diagnostics
import JSON
package import Results
import Substitution

/// What is done once around the cases of a suite.
package struct SuiteFrame: Sendable {
    /// What makes ready what the cases need: a case with `setup` steps and no others. Where it fails, none of them is
    /// measured.
    @Indirect package var setup: Case?
    /// What takes away what the cases and the setup left: a case with `cleanup` steps and no others.
    @Indirect package var cleanup: Case?
    /// The names that the setup captures, which all cases see.
    var captured: Set<String> = []
    /// The variables that the setup uses, each with all names that its value depends on: so that what was made under a
    /// random name is found under it, they have one value for all cases.
    var used: [String: Set<String>] = [:]

    /// Nothing is done.
    package init() {}

    /// The setup and the cleanup, as far as there are any.
    package var cases: [Case] { [setup, cleanup].compactMap(\.self) }
}

/// What the setup of a suite leaves to its cases and to its cleanup.
package struct SharedValues: Sendable {
    /// What it captured; a name that is missing was not captured.
    var captured: [String: JSONValue] = [:]
    /// The values of the variables that it used.
    var variables: [String: JSONValue] = [:]
    /// The frame that it belongs to.
    var frame = SuiteFrame()

    /// Nothing was left: there was no setup, or it hasn't run.
    package init(_ frame: SuiteFrame = SuiteFrame()) {
        self.frame = frame
    }

    /// What a case sees of it whose own variables have the names `own`.
    func seen(besides own: Set<String>) -> (values: [String: JSONValue], captured: Set<String>, missing: Set<String>) {
        if captured.isEmpty, variables.isEmpty, frame.captured.isEmpty { return ([:], [], []) }
        var values = captured.filter { !own.contains($0.key) }
        let names = frame.captured.subtracting(own)
        for (name, value) in variables where frame.used[name]?.isDisjoint(with: own) ?? false { values[name] = value }
        return (values, names, names.filter { captured[$0] == nil })
    }
}

/// Decodes the `setup` and the `cleanup` of a suite.
struct FrameDecoder {
    let inherited: ScenarioDecoder.Inherited
    let problems: Problems

    /// The names that the steps of a `setup` capture, right or not.
    static func captured(_ node: JSONNode?, _ library: StepLibrary) -> Set<String> {
        let captures = steps(node, library).compactMap { $0["capture"]?.members }
        return Set(captures.flatMap(\.self).map(\.name).filter { $0 != "//" })
    }

    /// What is wrong with them is said when they are decoded.
    private static func steps(_ node: JSONNode?, _ library: StepLibrary) -> [JSONNode] {
        library.expanded(node?.elements ?? [], Problems())
    }

    func frame(_ suite: ObjectReader) -> SuiteFrame {
        var frame = SuiteFrame()
        frame.captured = inherited.captured
        let decoder = StepDecoder(inherited: inherited, scenario: suite, problems: problems, isSuite: true)
        // What the setup hasn't captured yet is not known to it.
        var scope = inherited.known
        scope.deferred.subtract(inherited.captured)
        if ReceptionDecoder.isAsked(suite, inherited.library) { scope.defer(captured: [Reception.variable]) }
        let setup = decoder.frame("setup", &scope)
        scope = inherited.known
        let cleanup = decoder.frame("cleanup", &scope)
        refuseShadowing(suite)
        if !setup.isEmpty { frame.setup = plan("setup", suite, setup: setup) }
        if !cleanup.isEmpty { frame.cleanup = plan("cleanup", suite, cleanup: cleanup) }
        for name in setup.flatMap({ VariableResolver.mentions($0.request) + $0.expect.mentions }) {
            note(name, in: &frame.used)
        }
        return frame
    }

    private func plan(_ name: String, _ suite: ObjectReader, setup: [Step] = [], cleanup: [Step] = []) -> Case {
        var plan = Case(
            name: name,
            scenario: name,
            location: suite[name]?.location ?? suite.opening,
            tags: [],
            covers: [],
            skip: nil,
            variables: inherited.variables,
            steps: [],
            question: nil
        )
        plan.setup = setup
        plan.cleanup = cleanup
        return plan
    }

    /// Notes the variable `name` and those that its value needs.
    private func note(_ name: String, in used: inout [String: Set<String>]) {
        guard used[name] == nil, let variable = inherited.variables.last(where: { $0.name == name }) else { return }
        used[name] = [name]
        for mentioned in VariableResolver.mentions(variable.value) {
            note(mentioned, in: &used)
            let needed = used[mentioned] ?? [mentioned]
            used[name]?.formUnion(needed)
        }
    }

    /// One name for a variable and for what the setup captures would mean one thing in the setup and another in the
    /// cases; and a scenario can't have the name under which reports show them.
    private func refuseShadowing(_ suite: ObjectReader) {
        let members = (suite["variables"]?.members ?? []) + inherited.library.variables
        for capture in Self.steps(suite["setup"], inherited.library).flatMap({ $0["capture"]?.members ?? [] }) {
            guard let variable = members.first(where: { $0.name == capture.name }), capture.name != "//" else {
                continue
            }
            let place = variable.nameLocation
            problems.add(
                "the suite has a variable '\(capture.name)' too",
                at: capture.nameLocation,
                help: "it stands in \(place.file.path), line \(place.line): give one of them another name"
            )
        }
        for scenario in suite["scenarios"]?.elements ?? [] {
            guard let name = scenario["name"], let text = name.string, ["setup", "cleanup"].contains(text),
                suite[text] != nil
            else { continue }
            problems.add(
                "the suite's \(text) has this name in reports",
                at: name.location,
                help: "give the scenario another one"
            )
        }
    }
}
