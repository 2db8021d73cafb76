import Contracts
import HTTP
import JSON
import Measurement
import MockServer
import Scenarios

/// Files that a person, a vendor or a generator has written.
enum FileTargets {
    private static let reader = DiagnosticRenderer()

    private static func show(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics.prefix(20) { _ = reader.render(diagnostic) }
    }

    /// A suite; each step's request is made as far as it can be before anything is sent.
    @Sendable static func suite(_ bytes: UnsafeBufferPointer<UInt8>) {
        let files = FileStore()
        files.hold(Array(bytes), at: "/fuzz/suite.json")
        let options = PlanOptions(toleratesUnsetEnvironment: true, seed: 1)
        let builder = PlanBuilder(options: options, files: files)
        do throws(Problems.Found) {
            let plan = try builder.plan(["/fuzz/suite.json"])
            for suite in plan.suites {
                for plan in suite.cases.prefix(20) {
                    for case .load(let load) in plan.steps.map(\.traffic) { _ = (load.words, load.highestRate) }
                }
            }
        } catch {
            show(error.diagnostics)
        }
    }

    /// A mock, and its answers to a few requests.
    @Sendable static func mock(_ bytes: UnsafeBufferPointer<UInt8>) {
        let files = FileStore()
        files.hold(Array(bytes), at: "/fuzz/mock.json")
        do throws(Problems.Found) {
            let mock = try Mock.load("/fuzz/mock.json", files: files, seed: 1, toleratesUnsetEnvironment: true)
            for (number, (method, target)) in [("GET", "/a?b=c"), ("POST", "/orders/1"), ("GET", "/a?b=c")].enumerated()
            {
                let request = MockRequest(
                    method: method,
                    target: target,
                    headers: HeaderFields([HeaderField("Host", "h"), HeaderField("Authorization", "Bearer t")]),
                    body: Array(#"{"a":1}"#.utf8)
                )
                _ = mock.answer(to: request, now: Int64(number) * 1000)
            }
        } catch {
            show(error.diagnostics)
        }
    }

    /// A contract in JSON or YAML: read, made cases of, and served.
    @Sendable static func contract(_ bytes: UnsafeBufferPointer<UInt8>) {
        let bytes = Array(bytes)
        do throws(Problems.Found) {
            let contract = try Contract.load("/fuzz/contract") { path throws(FileStore.Failure) in
                guard path == "/fuzz/contract" else { throw FileStore.Failure(path: path, reason: "does not exist") }
                return bytes
            }
            let problems = Problems()
            let suite = GeneratedSuite(contract, GeneratedSuite.Options(), problems)
            _ = suite.notes
            let responder = ContractResponder(contract)
            for operation in contract.operations.prefix(8) {
                let request = HTTPRequest(method: operation.method, url: "http://h" + operation.path)
                _ = responder.response(to: request)
            }
        } catch {
            show(error.diagnostics)
        }
    }

    @Sendable static func csv(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let (header, rows) = try? CSVReader.read(Array(bytes)) else { return }
        precondition(rows.allSatisfy { $0.count == header.count }, "a row has another number of fields")
    }

    @Sendable static func environment(_ bytes: UnsafeBufferPointer<UInt8>) {
        var environment = Environment()
        do throws(Problems.Found) {
            try environment.add(SourceFile(path: ".env", bytes: Array(bytes)))
        } catch {
            show(error.diagnostics)
        }
    }
}
