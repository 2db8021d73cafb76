import Measurement

/// The first `count` arrivals.
func first(_ count: Int, of process: some ArrivalProcess) -> [UInt64] {
    var process = process
    return (0..<count).map { _ in process.next() }
}
