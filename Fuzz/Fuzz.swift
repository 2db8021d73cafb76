/// A process fuzzes one target, which `FUZZ_TARGET` names; the arguments are libFuzzer's.
///
/// A target must take any bytes. What it finds wrong by itself (a tree that isn't the same when it is written and read again, an
/// answer that depends on how bytes were split) ends it with a trap, as an overflow or a missing element does.
import Glibc

private let targets: [String: @Sendable (UnsafeBufferPointer<UInt8>) -> Void] = [
    "json": JSONTargets.json,
    "jsonpath": JSONTargets.path,
    "schema": JSONTargets.schema,
    "pattern": JSONTargets.pattern,
    "suite": FileTargets.suite,
    "mock": FileTargets.mock,
    "openapi": FileTargets.contract,
    "csv": FileTargets.csv,
    "env": FileTargets.environment,
    "response": MessageTargets.response,
    "request": MessageTargets.request,
]

private let target = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        fputs("FUZZ_TARGET must be one of \(targets.keys.sorted().joined(separator: ", "))\n", stderr)
        exit(2)
    }
    return target
}()

/// What libFuzzer calls for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}

private typealias Input = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<Arguments>, _ test: Input)
    -> CInt

/// The package manager takes this for the program's beginning, by its name; libFuzzer has another of its own, which may win.
@_cdecl("Fuzz_main")
public func fuzzMain(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments) { fuzzOneInput($0, $1) }
}

extension UnsafeBufferPointer<UInt8> {
    /// What stands before the first line feed, and what stands behind it: an input of two parts.
    var halves: (first: [UInt8], second: [UInt8]) {
        let end = firstIndex(of: 0x0A) ?? endIndex
        return (Array(self[..<end]), Array(self[Swift.min(end + 1, endIndex)...]))
    }
}
