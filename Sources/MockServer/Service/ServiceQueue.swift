/// The arithmetic of a queue with c equal servers, first come first served: when each request is served, known when it comes.
///
/// Kiefer and Wolfowitz's recursion (On the theory of queues with many servers, 1955), Lindley's for one server: a request that
/// comes at t begins with the server that is free first, at max(t, F), F being the least of the servers' times of getting free,
/// and keeps it for its service time. Times are in nanoseconds, from any instant.
struct ServiceQueue: Sendable {
    /// When each server is free, as a binary heap: the least first.
    private var free: [Int64]
    /// How many may wait; the servers hold as many more.
    private let limit: Int
    /// When those that waited begin, in the order in which they came, which is the order of these times. What is before `head`
    /// has begun.
    private var begins: [Int64] = []
    private var head = 0

    /// A queue with `servers` that are free, in which at most `limit` wait.
    init(servers: Int, limit: Int = .max) {
        precondition(servers >= 1 && limit >= 0, "somebody has to serve")
        free = Array(repeating: .min, count: servers)
        self.limit = limit
    }

    /// How many wait.
    var waiting: Int { begins.count - head }

    /// The end of the service of a request that comes at `arrival`, not before the one before it, and takes `service`; `nil`
    /// when it would have to wait and the queue is full.
    mutating func admit(arrival: Int64, service: Int64) -> Int64? {
        while head < begins.count, begins[head] <= arrival { head += 1 }
        let begin = max(arrival, free[0])
        if begin > arrival {
            guard waiting < limit else { return nil }
            forgetBegun()
            begins.append(begin)
        }
        let (end, overflows) = begin.addingReportingOverflow(service)
        replaceLeast(with: overflows ? .max : end)
        return overflows ? .max : end
    }

    /// Removes what has begun when it is the larger part, so that each is moved at most once on average.
    private mutating func forgetBegun() {
        guard head > 32, head * 2 > begins.count else { return }
        begins.removeFirst(head)
        head = 0
    }

    private mutating func replaceLeast(with time: Int64) {
        var place = 0
        while true {
            var child = 2 * place + 1
            guard child < free.count else { break }
            if child + 1 < free.count, free[child + 1] < free[child] { child += 1 }
            guard free[child] < time else { break }
            free[place] = free[child]
            place = child
        }
        free[place] = time
    }
}
