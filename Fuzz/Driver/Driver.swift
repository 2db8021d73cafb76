/// What the programs of Fuzz/ have in common. A process fuzzes one target, which `FUZZ_TARGET` names; the arguments are
/// libFuzzer's.
///
/// A target must take any bytes. What it finds wrong by itself (a tree that isn't the same when it is written and read
/// again, an answer that depends on how bytes were split) ends it with a trap, as an overflow or a missing element
/// does.
///
/// There are several programs since libFuzzer looks through the counters of everything linked after each input: of the
/// whole project, that takes longer than most targets do.
import Glibc

/// Takes an input.
public typealias FuzzTarget = @Sendable (UnsafeBufferPointer<UInt8>) -> Void
/// The arguments of a program.
public typealias FuzzArguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
/// What libFuzzer calls for each input.
public typealias FuzzInput = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

/// The target that `FUZZ_TARGET` names, of those of a program; ends the process when it has none of that name.
public func chosenTarget(of targets: [String: FuzzTarget]) -> FuzzTarget {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        let words = "FUZZ_TARGET must be one of \(targets.keys.sorted().joined(separator: ", "))\n"
        _ = words.utf8CString.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, words.utf8.count) }
        exit(2)
    }
    return target
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<FuzzArguments>,
    _ input: FuzzInput
) -> CInt

/// Hands the process over to libFuzzer.
public func fuzz(_ count: CInt, _ arguments: FuzzArguments, _ input: FuzzInput) -> CInt {
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments, input)
}

extension UnsafeBufferPointer<UInt8> {
    /// What stands before the first line feed, and what stands behind it: an input of two parts.
    public var halves: (first: [UInt8], second: [UInt8]) {
        let end = firstIndex(of: 0x0A) ?? endIndex
        return (Array(self[..<end]), Array(self[Swift.min(end + 1, endIndex)...]))
    }
}
