import ContractCases
import Contracts
import Decoding
import Engine
import HTTP
import JSON
import Results
import Scenarios
import Substitution
import Synchronization

/// Asks the lists of a server for IDs, before cases are made that need some.
struct IdentityDiscovery {
    let contract: Contract
    let target: String
    let options: GeneratedSuite.Options
    let load: LoadSettings

    /// So deep lists of lists are asked for.
    private static let rounds = 3
    private static let path = "the lists of the contract"

    /// The values that are known then, and how many lists gave one.
    func values() async -> (values: JSONObject, lists: Int) {
        var identities = ListedIdentities(contract, known: options.values)
        for _ in 0..<Self.rounds {
            let operations = identities.next()
            if operations.isEmpty { break }
            for (operation, answer) in await answers(operations, identities.values) {
                identities.take(answer, of: operation)
            }
        }
        return (identities.values, identities.lists)
    }

    /// The JSON that the valid request of each operation is answered with.
    private func answers(_ operations: [Operation], _ values: JSONObject) async -> [(Operation, JSONValue)] {
        var options = options
        options.kinds = ["valid-request"]
        options.operations = operations.map(\.name)
        options.values = values
        options.budget = .all
        options.contractName = nil
        let problems = Problems()
        let suite = GeneratedSuite(contract, options, problems)
        guard !problems.hasErrors, suite.single > 0 else { return [] }
        let files = FileStore()
        files.hold(Array(suite.text.utf8), at: Self.path)
        var settings = RunOptions()
        settings.plan = PlanOptions(
            environment: Environment(ProcessEnvironment.values()),
            redactor: Terminal.redactor
        )
        settings.load = load
        let ledger = load.ledger ?? TrafficLedger(LoadHosts([]))
        guard let plan = try? PlanBuilder(options: settings.plan, files: files).plan([Self.path]) else { return [] }
        let senders = Senders(ledger: ledger)
        let heard = HeardAnswers()
        let runner = Runner(
            options: settings,
            files: files,
            sender: { HearingSender(inner: try senders.sender($0), heard: heard) }
        )
        _ = await Interrupt.stopping {
            await runner.run(plan, targets: plan.suites.map { _ in SuiteTarget(url: target) })
        }
        await senders.shutdown()
        return heard.all.compactMap { request, body in
            guard let operation = contract.lookUp(request).match?.operation, let value = try? JSONParser.parse(body)
            else { return nil }
            return (operation, value)
        }
    }
}

/// The content of successful answers, whole.
private final class HeardAnswers: Sendable {
    private let answers = Mutex<[(request: HTTPRequest, body: [UInt8])]>([])

    var all: [(request: HTTPRequest, body: [UInt8])] { answers.withLock { $0 } }

    func note(_ request: HTTPRequest, _ exchange: Exchange) {
        guard case .success(let response) = exchange.outcome, (200..<300).contains(response.status) else { return }
        answers.withLock { $0.append((request, response.body)) }
    }
}

/// Sends by another sender, and keeps what is answered.
private struct HearingSender: Sender {
    let inner: any Sender
    let heard: HeardAnswers

    func send(_ request: HTTPRequest, _ options: SendOptions, at start: UInt64?) async -> Exchange {
        let exchange = await inner.send(request, options, at: start)
        heard.note(request, exchange)
        return exchange
    }

    func endSession(_ session: UInt64) { inner.endSession(session) }
}
