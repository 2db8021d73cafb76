import ArgumentParser
import Diagnostics
import Engine
import HTTP
import Measurement
import MockServer
import Scenarios
import Synchronization
import URI

/// Where the target reaches this machine.
struct ReceiverOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The URL at which the target reaches this machine, for what ${receiver} gives away; its port is listened on at all addresses. Without it, a free port of 127.0.0.1.",
            valueName: "url"
        )
    )
    var receiver: String?

    @Option(
        help: ArgumentHelp("Listen on this port in place of the URL's: something stands in between.", valueName: "port")
    )
    var receiverPort: Int?

    func validate() throws {
        if receiverPort != nil, receiver == nil { throw ValidationError("--receiver-port needs --receiver") }
        if let receiverPort, !(1...65535).contains(receiverPort) {
            throw ValidationError("--receiver-port must be from 1 to 65535, found \(receiverPort)")
        }
        if let receiver {
            if let wrong = TargetCheck.problem(with: receiver, name: "--receiver") {
                throw ValidationError(wrong.message + (wrong.help.isEmpty ? "" : "\nhelp: \(wrong.help)"))
            }
            if receiverPort == nil, receiver.hasPrefix("https:") {
                throw ValidationError(
                    "--receiver is https, which isn't spoken here\nhelp: add --receiver-port, for what takes TLS away in between"
                )
            }
        }
    }

    /// What listens for the requests that `plan` waits for; `nil` when it waits for none.
    func server(for plan: Plan) async -> ReceiverServer? {
        guard plan.suites.contains(where: \.receives) else { return nil }
        do throws(MockServerError) {
            return try await ReceiverServer.start(at: receiver, port: receiverPort)
        } catch {
            Diagnostics.leave("\(error)", help: "give another --receiver, or none to listen on 127.0.0.1")
        }
    }
}

/// Listens for requests that the target sends of its own accord, and keeps them until a step takes them.
///
/// An address holds a name that can't be guessed; what comes to another gets 404, and is kept nowhere.
final class ReceiverServer: RequestReceiver {
    private struct Box {
        var requests: [ReceivedRequest] = []
        var bytes = 0
        var answers: [(path: String?, answer: Reception.Answer)] = []
    }

    /// What an inbox keeps at most, in requests and in bytes of content.
    private static let most = (requests: 10_000, bytes: 64 << 20)

    private final class Boxes: MockResponder {
        let boxes = Mutex<[String: Box]>([:])

        func answer(to request: MockRequest, now: Int64) -> MockAnswer {
            // The address is /ID; what the target adds stands behind it.
            let target = request.target.dropFirst()
            let id = String(target.prefix { $0 != "/" && $0 != "?" })
            let rest = String(target.dropFirst(id.count))
            let received = ReceivedRequest(
                method: request.method,
                target: rest.hasPrefix("/") ? rest : "/" + rest,
                headers: request.headers,
                body: request.body,
                at: MonotonicClock.now()
            )
            return boxes.withLock { boxes in
                guard var box = boxes[id] else { return MockAnswer(status: 404) }
                guard box.requests.count < ReceiverServer.most.requests,
                    box.bytes + received.body.count <= ReceiverServer.most.bytes
                else { return MockAnswer(status: 503) }
                box.requests.append(received)
                box.bytes += received.body.count
                boxes[id] = box
                let own = box.answers.last { $0.path == received.path } ?? box.answers.last { $0.path == nil }
                guard let answer = own?.answer else { return MockAnswer(status: 204) }
                return MockAnswer(status: answer.status, headers: answer.headers, body: answer.body)
            }
        }
    }

    private let boxes: Boxes
    private let server: MockServer
    private let url: String

    private init(_ boxes: Boxes, _ server: MockServer, url: String) {
        self.boxes = boxes
        self.server = server
        self.url = url
    }

    /// Listens at `url`'s port (or `port`) on all addresses, or at a free one of 127.0.0.1.
    static func start(at url: String?, port: Int?) async throws(MockServerError) -> ReceiverServer {
        let boxes = Boxes()
        let server = MockServer(boxes, threads: 1)
        guard let url else {
            let address = try await server.start()
            return ReceiverServer(boxes, server, url: address.url)
        }
        let own = port ?? (try? HTTPURL(url)).map { Int($0.origin.port) } ?? 80
        _ = try await server.start(host: "0.0.0.0", port: own)
        return ReceiverServer(boxes, server, url: url.hasSuffix("/") ? String(url.dropLast()) : url)
    }

    func stop() async { await server.stop() }

    func open() -> Inbox {
        let id = Hex.encode((0..<12).map { _ in UInt8.random(in: 0...0xFF) })
        boxes.boxes.withLock { $0[id] = Box() }
        return Inbox(id: id, url: "\(url)/\(id)")
    }

    func answer(_ inbox: Inbox, _ path: String?, with answer: Reception.Answer) {
        boxes.boxes.withLock { $0[inbox.id]?.answers.append((path, answer)) }
    }

    func take(_ count: Int, of inbox: Inbox, _ path: String?) -> [ReceivedRequest] {
        boxes.boxes.withLock { boxes in
            guard var box = boxes[inbox.id] else { return [] }
            let places = box.requests.indices.filter { path == nil || box.requests[$0].path == path }.prefix(count)
            guard places.count == count else { return [] }
            let taken = places.map { box.requests[$0] }
            for place in places.reversed() { box.requests.remove(at: place) }
            box.bytes -= taken.reduce(0) { $0 + $1.body.count }
            boxes[inbox.id] = box
            return taken
        }
    }

    func waiting(_ inbox: Inbox) -> [ReceivedRequest] {
        boxes.boxes.withLock { $0[inbox.id]?.requests ?? [] }
    }

    func close(_ inbox: Inbox) {
        boxes.boxes.withLock { _ = $0.removeValue(forKey: inbox.id) }
    }
}
