import Foundation
import Testing

@testable import Engine

/// Shards that join a run, and see how the others are.
@Suite struct TrialExchangeTests {
    @Test func shardsOfOneRunJoin() throws {
        let scene = try TrialScene()
        let first = try scene.exchange(0)
        let second = try scene.exchange(1)
        #expect(first.others == [1] && second.others == [0])
        #expect(try first.look(at: 1).presence == .there)
        #expect(try first.look(at: 1).member?.process == "p1")
    }

    @Test(arguments: ["seed", "digest", "tool", "count"])
    func anotherRunIsRefused(_ what: String) throws {
        let scene = try TrialScene()
        _ = try scene.exchange(0)
        let failure = #expect(throws: TrialFolder.Failure.self) {
            try scene.exchange(1) { member in
                switch what {
                case "seed": member.seed = 8
                case "digest": member.digest = "cd"
                case "tool": member.tool = "muster 2"
                default: member.count = 3
                }
            }
        }
        #expect(failure?.found.contains("'\(what)'") == true, "\(String(describing: failure))")
        // The one that is right may still come.
        _ = try scene.exchange(1)
    }

    @Test func aFolderIsOneRuns() throws {
        let scene = try TrialScene()
        _ = try scene.exchange(0)
        let failure = #expect(throws: TrialFolder.Failure.self) { try scene.exchange(0) }
        #expect(failure?.help == TrialFolder.Failure.another)
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{ "format": "muster trials 2" }"#, #"{ "format": "muster trials 1" }"#,
        #"{ "format": "muster trials 1", "count": 1e999 }"#, #"{ "format": "muster trials 1", "count": -1 }"#,
        "\u{0}\u{1}", String(repeating: "[", count: 10_000),
    ])
    func whatIsForeignIsRefused(_ text: String) throws {
        let scene = try TrialScene()
        try scene.folder.write("shard-1.json", Array(text.utf8))
        let failure = #expect(throws: TrialFolder.Failure.self) { try scene.exchange(0) }
        #expect(failure?.path.hasSuffix("shard-1.json") == true)
        #expect(try scene.folder.names() == ["shard-1.json"])
    }

    /// A shard whose file doesn't change any more is gone, whatever the clocks of both say.
    @Test func silenceIsSeen() throws {
        let scene = try TrialScene()
        let own = try scene.exchange(0, patience: 1)
        _ = try own.look(at: 1)
        guard case .gone(let absent) = try own.look(at: 1).presence else { throw CocoaError(.featureUnsupported) }
        #expect(absent.contains("shard 1 didn't come"))
        _ = try scene.exchange(1)
        #expect(try own.look(at: 1).presence == .there)
        guard case .gone(let silent) = try own.look(at: 1).presence else { throw CocoaError(.featureUnsupported) }
        #expect(silent.contains("shard 1 said nothing"))
    }

    @Test func theEndIsSeen() async throws {
        let scene = try TrialScene()
        let (own, other) = (try scene.exchange(0), try scene.exchange(1))
        #expect(await other.beating { 5 } == 5)
        #expect(try own.look(at: 1).presence == .gone("shard 1 has ended its run"))
    }

    /// A shard that was started anew has none of what the old one knew.
    @Test func anotherProcessIsRefused() throws {
        let scene = try TrialScene()
        let own = try scene.exchange(0)
        _ = try scene.exchange(1)
        _ = try own.look(at: 1)
        scene.folder.remove("shard-1.json")
        _ = try scene.exchange(1) { $0.process = "another" }
        #expect(throws: TrialFolder.Failure.self) { try own.look(at: 1) }
    }
}
