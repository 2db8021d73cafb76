import CCurl
import HTTP
import Synchronization

/// A job that is on its way, and what has come of it. libcurl's callbacks know it by its address.
final class Transfer {
    let easy: EasyHandle
    let job: Job
    let configuration: ClientConfiguration
    /// What is sent now: the job's request, or what a redirect made of it.
    var sent: CurlRequest
    /// The lists that libcurl reads while it sends.
    var headers = StringList()
    var resolve = StringList()

    var head = ResponseHead()
    var body: [UInt8] = []
    /// Why a callback ended the transfer.
    var violation: ExchangeFailure?
    /// Whether the header section was all that was wanted, and came.
    var endedAfterHead = false
    /// How often the present request was begun: libcurl begins again when a connection that had been used before
    /// turns out to be dead.
    var attempts = 0
    var redirects = 0
    /// Why the present request goes out, and all that went out.
    var cause = Transmission.Cause.first
    var transmissions: [Transmission] = []

    /// When the job's first request was begun.
    let started: UInt64
    /// When the present one was.
    var begun: UInt64

    init(_ job: Job, on easy: EasyHandle, _ configuration: ClientConfiguration) throws(ExchangeFailure) {
        self.easy = easy
        self.job = job
        self.configuration = configuration
        sent = try CurlRequest(job.request, cookies: job.options.cookies?.value(for: job.url))
        begun = MonotonicInstant.now()
        started = begun
    }

    /// The transfer that a callback's argument stands for.
    static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    var address: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// What has come of the response, when a final response has begun.
    var response: HTTPResponse? { head.response(body) }

    /// Whether this hop goes through the proxy.
    var usesProxy: Bool { configuration.proxy?.isUsed(for: sent.url.origin.host) ?? false }
}
