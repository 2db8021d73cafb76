import ContractCases
import Contracts
import Diagnostics
import HTTP
import JSON
import Quantities
import Results
import Scenarios
import Synchronization

/// Holds what passes a proxy against the contract, and keeps it for the reports.
final class ProxyRecorder: Sendable {
    private struct State {
        var cases: [CaseResult] = []
        var names: [String: Int] = [:]
        var coverage: ContractCoverage
        var exchanges = 0
        var left = 0
        var unchecked: [String] = []
        /// The first request of each operation and status.
        var seen: [SeenRequest] = []
    }

    /// A request that a scenario can be made of.
    struct SeenRequest: Sendable {
        var operation: String
        var status: Int
        var request: HTTPRequest
    }

    /// So many exchanges are kept; further ones are held against the contract, and kept only where they break it.
    private static let most = 2_000
    private static let mostBroken = 20_000

    private let contract: Contract
    private let checks: ContractChecks
    private let target: String
    private let startedAt = WallClock.milliseconds()
    private let state: Mutex<State>

    init(_ contract: Contract, target: String) {
        self.contract = contract
        self.target = target
        checks = ContractChecks(contract)
        state = Mutex(State(coverage: ContractCoverage(contract)))
    }

    /// Takes one exchange, and tells in a line what came of it.
    func note(_ request: HTTPRequest, _ exchange: Exchange) -> String {
        hideCredentials(of: request)
        let response = try? exchange.outcome.get()
        let judgement = checks.judge(request, response)
        let operation = judgement.operation ?? "\(request.method) of no operation"
        let recorder = Recorder(Terminal.redactor, connection: ConnectionSettings())
        var step = StepResult(
            name: "",
            request: recorder.record(exchange, of: request),
            response: response.map(recorder.record),
            timings: exchange.timings,
            responseTime: exchange.responseTime,
            peer: exchange.peer,
            findings: judgement.findings.map(Terminal.redactor.redact),
            expectations: judgement.count
        )
        if case .failure(let failure) = exchange.outcome {
            step.error = "\(failure.category.rawValue): \(Terminal.redacted(failure.detail))"
        }
        let verdict: Verdict = !step.findings.isEmpty ? .failed : step.error != nil ? .error : .passed
        keep(step, verdict, operation, request, response, judgement)
        let status = response.map { "\($0.status)" } ?? "no answer"
        let what = step.findings.first.map { "  \($0.summary)" } ?? (step.error.map { "  \($0)" } ?? "")
        return "\(request.method) \(Terminal.redacted(request.url)) \(status)\(what)"
    }

    private func keep(
        _ step: StepResult,
        _ verdict: Verdict,
        _ operation: String,
        _ request: HTTPRequest,
        _ response: HTTPResponse?,
        _ judgement: ContractJudgement
    ) {
        let line = contract.operation(called: operation)?.location.line ?? 1
        state.withLock { state in
            state.exchanges += 1
            state.coverage.record(request, response, kinds: [], of: nil)
            for text in judgement.unchecked where !state.unchecked.contains(text) { state.unchecked.append(text) }
            if let status = response?.status, judgement.operation != nil,
                !state.seen.contains(where: { $0.operation == operation && $0.status == status })
            {
                state.seen.append(SeenRequest(operation: operation, status: status, request: request))
            }
            let limit = verdict == .passed ? Self.most : Self.mostBroken
            guard state.cases.count < limit else {
                state.left += 1
                return
            }
            let plain = "\(operation): \(response.map { "\($0.status)" } ?? "no answer")"
            let count = state.names[plain, default: 0] + 1
            state.names[plain] = count
            var result = CaseResult(
                name: count == 1 ? plain : "\(plain) (\(count))",
                scenario: plain,
                file: contract.path,
                line: line,
                tags: ["proxy"],
                verdict: verdict,
                reason: verdict == .error ? step.error ?? "" : "",
                startedAt: WallClock.milliseconds(),
                duration: step.responseTime ?? 0,
                steps: [step]
            )
            result.subject = CaseSubject(operation: operation, place: "", group: "proxy")
            state.cases.append(result)
        }
    }

    /// What was held against the contract, as a run would have it.
    func result(_ tool: String, duration: UInt64) -> RunResult {
        let state = state.withLock { $0 }
        var suite = SuiteResult(
            name: "\(contract.title): what passed the proxy",
            file: contract.path,
            target: Terminal.redacted(target),
            startedAt: startedAt,
            duration: duration,
            cases: state.cases,
            responseTime: SuiteResult.singleExchanges(state.cases),
            contract: ContractResult(
                file: contract.path,
                exchanges: state.exchanges,
                unmatched: state.coverage.unmatched,
                allowed: [],
                unchecked: state.unchecked,
                coverage: state.coverage.rows.map { row in
                    ContractResult.Coverage(
                        area: row.item.area.rawValue,
                        owner: row.item.owner,
                        name: row.item.name,
                        count: row.count
                    )
                }
            )
        )
        if state.left > 0 { suite.warnings = ["\(state.left) further exchanges were judged, and aren't listed"] }
        return RunResult(tool: tool, startedAt: startedAt, duration: duration, seed: 0, suites: [suite])
    }

    // MARK: A suite of what was seen

    /// What carries credentials, whatever a contract says (RFC 9110, section 11; RFC 6265).
    private static let secretFields = ["authorization", "proxy-authorization", "cookie", "x-api-key"]
    /// What a client adds by itself, and what tells of the connection.
    private static let ownFields = [
        "host", "user-agent", "accept-encoding", "content-length", "transfer-encoding", "connection", "keep-alive",
        "te",
        "upgrade", "expect",
    ]

    /// The suite: the first request of each operation and status, without credentials.
    ///
    /// - Parameter file: Where it is written, from which it names the contract.
    func suite(for file: String) -> String {
        let seen = state.withLock { $0.seen }
        var secrets: [String] = []
        let scenarios = seen.map { scenario($0, &secrets) }
        var suite: JSONObject = [
            "suite": .string("\(contract.title): what passed the proxy"),
            "target": .string(CurlCommand.withoutUserInformation(target)),
            "contract": .string(SuitePath.relative(contract.path, from: file)),
        ]
        if !secrets.isEmpty {
            suite["variables"] = .object(
                JSONObject(secrets.map { .init(name: $0, value: ["secret": .string("${env:\(Self.shellName($0))}")]) })
            )
        }
        suite["scenarios"] = .array(scenarios.map(JSONValue.object))
        return ReadableJSON.text(.object(suite))
    }

    private func scenario(_ seen: SeenRequest, _ secrets: inout [String]) -> JSONObject {
        let request = seen.request
        var headers = JSONObject()
        for field in request.headers.all {
            let name = field.name.lowercased()
            if Self.ownFields.contains(name) { continue }
            guard isSecret(field.name) else {
                headers[field.name] = .string(Self.literal(field.value))
                continue
            }
            if !secrets.contains(name) { secrets.append(name) }
            headers[field.name] = .string("${\(name)}")
        }
        var sent: JSONObject = ["method": .string(request.method), "path": .string(Self.literal(path(of: request)))]
        if !headers.isEmpty { sent["headers"] = .object(headers) }
        if let body = request.body, !body.isEmpty {
            let isJSON = request.headers["Content-Type"].flatMap(MediaType.init)?.isJSON ?? false
            if isJSON, let value = try? JSONParser.parse(body) {
                sent["json"] = Self.literal(value)
            } else if let text = String(validating: body, as: UTF8.self) {
                sent["text"] = .string(Self.literal(text))
            }
        }
        return [
            "name": .string(Self.literal("\(seen.operation): \(seen.status)")),
            "about": ["operation": .string(seen.operation)], "request": .object(sent),
            "expect": ["status": .number(JSONNumber(seen.status))],
        ]
    }

    private func path(of request: HTTPRequest) -> String {
        let base = target.hasSuffix("/") ? String(target.dropLast()) : target
        return request.url.hasPrefix(base) ? String(request.url.dropFirst(base.count)) : request.url
    }

    private func isSecret(_ name: String) -> Bool {
        Self.secretFields.contains(name.lowercased())
            || contract.securitySchemes.contains { scheme in
                guard case .apiKey(let key, .header) = scheme.kind else { return false }
                return HeaderFields.sameName(key, name)
            }
    }

    /// Credentials of clients stand in no report.
    private func hideCredentials(of request: HTTPRequest) {
        for field in request.headers.all where isSecret(field.name) {
            let value = field.value.split(separator: " ", maxSplits: 1).last.map(String.init) ?? field.value
            Terminal.redactor.hide(value, name: Self.shellName(field.name.lowercased()))
        }
    }

    private static func shellName(_ name: String) -> String {
        "API_" + String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    private static func literal(_ text: String) -> String { text.replacing("${", with: "$${") }

    private static func literal(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null: "${null}"
        case .string(let text): .string(literal(text))
        case .array(let elements): .array(elements.map(literal))
        case .object(let object):
            .object(JSONObject(object.map { .init(name: literal($0.name), value: literal($0.value)) }))
        case .bool, .number: value
        }
    }
}
