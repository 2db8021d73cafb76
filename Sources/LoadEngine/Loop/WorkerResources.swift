import CLinux
import Glibc

/// What a worker needs that may not be had.
struct WorkerResources {
    let epoll: Int32
    let endpoints: UnsafeMutablePointer<Endpoint>

    init(_ setup: WorkerSetup, number: Int) throws(LoadEngineError) {
        endpoints = try setup.makeEndpoints(number)
        epoll = epoll_create1(Int32(muster_epoll_cloexec))
        guard epoll >= 0 else {
            throw LoadEngineError("no event loop can be made: \(String(cString: strerror(errno)))")
        }
    }
}
