import ContractCases
import Contracts
import Decoding
import Diagnostics
public import FuzzDriver
import HTTP
import Measurement
import MockServer
import Substitution

/// What the mock is made of, and what it is sent.
enum ServingTargets {
    private static let reader = DiagnosticRenderer()

    private static func show(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics.prefix(20) { _ = reader.render(diagnostic) }
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

    /// Requests, whole and byte by byte.
    @Sendable static func request(_ bytes: UnsafeBufferPointer<UInt8>) {
        var whole = RequestFeed()
        whole.take(bytes)
        var slow = RequestFeed()
        for byte in bytes where !slow.isRefused { slow.take(CollectionOfOne(byte)) }
        precondition(whole.requests == slow.requests, "it depends on how the bytes came")
        precondition(whole.isRefused == slow.isRefused, "whether it is refused depends on how the bytes came")
    }
}

private let target = chosenTarget(of: [
    "mock": ServingTargets.mock,
    "openapi": ServingTargets.contract,
    "request": ServingTargets.request,
])

/// libFuzzer's own `main` finds this by its name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}

/// The package manager takes this for the program's beginning, by its name.
@_cdecl("FuzzServing_main")
public func fuzzMain(_ count: CInt, _ arguments: FuzzArguments) -> CInt {
    fuzz(count, arguments) { fuzzInput($0, $1) }
}
