import ArgumentParser
import Diagnostics
import Engine
import HTTP
import MockServer
import Quantities

/// `muster clock`: tells this machine's time to shards elsewhere.
struct ClockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "Tells this machine's time until it is stopped, for --clock of shards on other machines.",
        discussion: """
            muster clock --host 0.0.0.0 --port 9001
            muster run suite --shard 3/8 --seed 1 --start-at +30s --clock http://that-machine:9001

            Each answer says when the request came and when it was answered itself, in nanoseconds, so that what the other clock is off is \
            known to half of what a request takes; the Date of other servers has whole seconds. Prints the URL on stdout when it listens. \
            Who can reach it learns the time, and nothing else.
            """
    )

    @Option(help: "The port; 0 for any free one.")
    var port = 0

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    func validate() throws {
        if !(0...65535).contains(port) { throw ValidationError("--port must be from 0 to 65535, found \(port)") }
    }

    private struct Responder: MockResponder {
        func answer(to request: MockRequest, now: Int64) -> MockAnswer {
            let received = WallClock.nanoseconds()
            guard request.method == "GET" || request.method == "HEAD" else {
                return MockAnswer(status: 405, headers: HeaderFields([HeaderField("Allow", "GET, HEAD")]))
            }
            let field = ClockField.text(received: received, sent: max(received, WallClock.nanoseconds()))
            let headers = HeaderFields([
                HeaderField(ClockField.name, field), HeaderField("Cache-Control", "no-store"),
            ])
            return MockAnswer(status: 204, headers: headers)
        }
    }

    func run() async throws {
        let server = MockServer(Responder(), threads: 1)
        do throws(MockServerError) {
            Terminal.print(try await server.start(host: host, port: port).url)
        } catch {
            Diagnostics.leave("\(error)", help: "choose another --host or --port")
        }
        Terminal.error("this machine's time is told; Ctrl-C ends it")
        await Interrupt.wait()
        await server.stop()
    }
}
