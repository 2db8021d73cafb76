package import JSON

/// Makes a suite of what a file holds, as a person would have written it: the target once, what all requests share
/// once, secrets in variables, what was answered as expectations.
package struct SuiteAssembler {
    /// What is asked for.
    package struct Options: Sendable {
        /// Whether the times at which requests were sent become a load.
        package var hasReplay = false
        /// Where it comes from, for the suite's description.
        package var source = ""

        package init() {}
    }

    /// What was made.
    package struct Assembled: Sendable {
        package var suite: JSONValue
        /// The environment variables that the suite's secrets come from, with the values that the file had; without
        /// one, the file had none.
        package var environment: [(name: String, value: String?)] = []
        package var notes: ImportNotes
        /// How many scenarios and setup steps there are.
        package var scenarios = 0
        package var steps = 0
    }

    private var collection: ImportedCollection
    private let options: Options
    private var keeper: SecretKeeper

    /// The suite of `collection`.
    package static func suite(of collection: ImportedCollection, _ options: Options) -> Assembled {
        var assembler = SuiteAssembler(collection, options)
        return assembler.assembled()
    }

    private init(_ collection: ImportedCollection, _ options: Options) {
        (self.collection, self.options) = (collection, options)
        let own = collection.requests.flatMap { $0.captures.names + $0.variables.names }
        keeper = SecretKeeper(taken: Set(collection.variables.map(\.name) + own))
    }

    private mutating func assembled() -> Assembled {
        let times = collection.requests.compactMap(\.sentAt)
        var requests: [ImportedRequest] = []
        for request in collection.requests { requests.append(keeper.clean(request)) }
        let correlation = Correlation(requests, keeper.secrets)
        requests = correlation.requests.map { keeper.hidingCaptures($0) }
        let weights = Self.merge(&requests)
        let repeats = weights.reduce(0) { $0 + $1 - 1 }
        if repeats > 0, !options.hasReplay {
            collection.notes.leaveOut(
                "\(repeats) \(repeats == 1 ? "request" : "requests") that had been sent before just so"
            )
        }
        resolveBases(&requests)
        let target = Self.mostFrequent(requests.map(\.base)) ?? ""
        let shared = SharedParts(requests)
        requests = shared.separated(requests)
        var names = RequestNames()
        let written = requests.map { WrittenRequest($0, named: names.name(of: $0), target: target) }
        let scenarios = zip(requests, written).filter { $0.0.captures.isEmpty }.map(\.1)
        let steps = zip(requests, written).filter { !$0.0.captures.isEmpty }.map(\.1)
        var suite: JSONObject = ["suite": .string(RequestNames.plain(collection.name))]
        if !description.isEmpty { suite["description"] = .string(description) }
        if !target.isEmpty { suite["target"] = .string(target) }
        var environment = setVariables(&suite, Set(correlation.captured))
        for name in EnvironmentNames.all(in: requests.map(\.identity).joined(separator: " "))
        where !environment.contains(where: { $0.name == name }) {
            environment.append((name, nil))
        }
        if !shared.request.isEmpty { suite["request"] = .object(shared.request) }
        if !shared.connection.isEmpty { suite["connection"] = .object(shared.connection) }
        if !steps.isEmpty { suite["setup"] = .array(steps.map { .object($0.step) }) }
        var list = scenarios.map { JSONValue.object($0.scenario) }
        if options.hasReplay { list += replay(times, zip(requests, zip(written, weights)).map { ($0, $1.0, $1.1) }) }
        suite["scenarios"] = .array(list)
        if scenarios.contains(where: { !$0.hasAnswer }) {
            collection.notes.remark("where no answer is known, any status of 2xx is expected: say what is right")
        }
        return Assembled(
            suite: .object(suite),
            environment: environment,
            notes: collection.notes,
            scenarios: list.count,
            steps: steps.count
        )
    }

    private var description: String {
        let own = collection.description.trimmed.replacing("${", with: "$${")
        let made = options.source.isEmpty ? "" : "Imported from \(TemplateText.literal(options.source))."
        return [own, made].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What was sent several times just so stands once; gives how often each was sent.
    private static func merge(_ requests: inout [ImportedRequest]) -> [Int] {
        var (kept, weights): ([ImportedRequest], [Int]) = ([], [])
        var places: [String: Int] = [:]
        for request in requests {
            // Only what was recorded was sent; what a person wrote twice stands twice.
            let key = request.sentAt == nil ? "" : request.identity
            if let place = places[key], !key.isEmpty {
                weights[place] += 1
                continue
            }
            places[key] = kept.count
            kept.append(request)
            weights.append(1)
        }
        requests = kept
        return weights
    }

    /// A variable that is all of a base, and a URL by its value, is the target itself.
    private mutating func resolveBases(_ requests: inout [ImportedRequest]) {
        for index in requests.indices {
            guard let name = TemplateText.variable(requests[index].base),
                let value = collection.variables.first(where: { $0.name == name })?.value.string,
                value.hasPrefix("http"), !value.contains("${"), !value.contains("?")
            else { continue }
            requests[index].base = value.hasSuffix("/") ? String(value.dropLast()) : value
        }
        // One that nothing else mentions is not needed any more.
        let texts = requests.map { String(describing: $0) } + collection.variables.map(\.value.plain)
        let mentioned = Set(texts.flatMap { TemplateText.variables(in: $0) })
        collection.variables.removeAll { variable in
            variable.value.string?.hasPrefix("http") == true && !mentioned.contains(variable.name)
        }
    }

    static func mostFrequent(_ texts: [String]) -> String? {
        var counts: [String: Int] = [:]
        for text in texts { counts[text, default: 0] += 1 }
        // Of equals the first.
        return texts.max { counts[$0, default: 0] < counts[$1, default: 0] }
            .flatMap { best in texts.first { counts[$0] == counts[best] } }
    }

    /// Writes the variables; gives what has to be in the environment.
    private mutating func setVariables(_ suite: inout JSONObject, _ captured: Set<String>) -> [(
        name: String, value: String?
    )] {
        var variables = JSONObject()
        var environment: [(name: String, value: String?)] = []
        for variable in collection.variables {
            let isSecret = variable.isSecret || keeper.secretVariables.contains(variable.name)
            guard isSecret else {
                variables[variable.name] = variable.value
                for name in EnvironmentNames.all(in: variable.value.plain)
                where !environment.contains(where: { $0.name == name }) {
                    environment.append((name, nil))
                }
                continue
            }
            let name = VariableName.environment(variable.name)
            let value = variable.value.plain
            if value.contains("${") {
                variables[variable.name] = ["secret": .string(value)]
                for name in EnvironmentNames.all(in: value) { environment.append((name, nil)) }
            } else {
                variables[variable.name] = ["secret": .string("${env:\(name)}")]
                environment.append((name, value.isEmpty ? nil : value))
            }
        }
        for secret in keeper.secrets where !captured.contains(secret.variable) {
            if secret.isEnvironments {
                variables[secret.variable] = ["secret": .string(secret.value)]
                for name in EnvironmentNames.all(in: secret.value)
                where !environment.contains(where: { $0.name == name }) {
                    environment.append((name, nil))
                }
                continue
            }
            variables[secret.variable] = ["secret": .string("${env:\(secret.environment)}")]
            environment.append((secret.environment, secret.value.replacing("$${", with: "${")))
        }
        if !variables.isEmpty { suite["variables"] = .object(variables) }
        return environment
    }

    /// The recorded times as a load, whose requests are drawn as often as they were sent.
    private mutating func replay(_ times: [Int64], _ requests: [(ImportedRequest, WrittenRequest, Int)]) -> [JSONValue]
    {
        let drawn = requests.filter { $0.0.captures.isEmpty && $0.0.sentAt != nil }
        guard let first = times.min(), times.count > 1, !drawn.isEmpty else {
            collection.notes.leaveOut("a load of the recorded times: the file has none")
            return []
        }
        let seconds = times.sorted().map { time in
            JSONValue.number(JSONNumber(Double(time - first) / 1000) ?? JSONNumber(0))
        }
        collection.notes.remark(
            "the load has the recorded times, but not the recorded order: which request is sent at which time is drawn, each in proportion to how often it was recorded"
        )
        let list = drawn.map { request, written, weight in
            var entry: JSONObject = ["name": .string(written.name), "weight": .number(JSONNumber(weight))]
            entry["request"] = .object(written.request)
            entry["expect"] = ["status": written.status]
            return JSONValue.object(entry)
        }
        return [
            [
                "name": "the recorded traffic", "tags": ["load"],
                "load": ["replay": ["times": .array(seconds)], "requests": .array(list)],
                "expect": ["failures": "1%"],
            ]
        ]
    }
}

/// The environment variables that a template names.
enum EnvironmentNames {
    /// Whether `text` is one variable of the environment's and nothing else.
    static func isOne(_ text: String) -> Bool {
        text.hasPrefix("${env:") && text.firstIndex(of: "}") == text.indices.last
    }

    static func all(in text: String) -> [String] {
        text.split(separator: "${env:").dropFirst(text.hasPrefix("${env:") ? 0 : 1).map { part in
            String(part.prefix { $0 != "}" && $0 != ":" })
        }
    }
}

extension JSONValue {
    /// A text as it is, everything else as JSON.
    var plain: String { string ?? description }
}

extension ImportedRequest {
    /// The same for requests that send the same.
    var identity: String {
        "\(method) \(base)\(path) \(query) \(headers) \(String(describing: auth)) \(String(describing: body))"
    }
}
