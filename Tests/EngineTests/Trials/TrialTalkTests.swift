import Foundation
import LoadEngine
import Results
import Testing

@testable import Engine

/// Shard 0 and another one, as they talk in a search.
@Suite struct TrialTalkTests {
    private struct Talk {
        let scene: TrialScene
        let leader: TrialLeader
        let follower: TrialFollower

        init(patience: UInt64 = 60_000_000_000) throws {
            scene = try TrialScene()
            leader = TrialLeader(try scene.exchange(0, patience: patience), scene.place, clockOffset: 0)
            let capacity = try TrialScene.capacity()
            follower = TrialFollower(
                try scene.exchange(1, patience: patience),
                scene.place,
                capacity,
                clockOffset: 5_000_000_000
            )
        }

        /// Both begin the search.
        func begin() async throws {
            async let missing = leader.gather()
            #expect(try await follower.join(problem: nil) == nil)
            #expect(try await missing == nil)
        }

        func order() throws -> UInt64 { try leader.begin(.rate(40), duration: 500_000_000, settle: 0) }

        func next() async throws -> TrialOrder? {
            if case .trial(let order, _) = try await follower.next() { order } else { nil }
        }

        func part(_ trial: Int, _ reason: TrialGuard.Reason? = nil) -> TrialPart {
            var part = TrialPart(shard: 1, trial: trial)
            (part.reason, part.figures) = (reason, TrialScene.figures(10, shard: 1))
            return part
        }
    }

    @Test func trialsAreSharedToTheEnd() async throws {
        let talk = try Talk()
        try await talk.begin()
        let start = try talk.order()
        guard case .trial(let order, let theirs) = try await talk.follower.next() else {
            throw CocoaError(.featureUnsupported)
        }
        #expect(order.trial == 1 && order.sent == .rate(40))
        // Their clock is 5 s behind, so that the instant is 5 s earlier by it.
        #expect(start > theirs && start - theirs > 4_000_000_000)
        #expect(talk.follower.course(of: order) == .goesOn)
        let settled = try #require(talk.leader.settle(before: .max))
        guard case .settles(let instant) = talk.follower.course(of: order) else {
            throw CocoaError(.featureUnsupported)
        }
        #expect(settled > instant)
        try talk.follower.tell(talk.part(1))
        let collected = try await talk.leader.collect(until: .max)
        #expect(collected.faults.isEmpty && !collected.isLast)
        #expect(collected.parts.map(\.figures?.counts.offered) == [10])
        talk.leader.end("over")
        guard case .end("over") = try await talk.follower.next() else { throw CocoaError(.featureUnsupported) }
        // Parts are taken away as they are read.
        #expect(try talk.scene.folder.names().allSatisfy { talk.scene.place.part(of: $0) == nil })
    }

    /// What belongs to the trial before is none of this one's.
    @Test func aPartThatComesTooLateIsNoPart() async throws {
        let talk = try Talk()
        try await talk.begin()
        _ = try talk.order()
        _ = try talk.order()
        try talk.follower.tell(talk.part(1))
        let collected = try await talk.leader.collect(until: 0)
        #expect(collected.parts.isEmpty && collected.faults.count == 1, "\(collected.faults)")
        #expect(collected.faults.first?.hasPrefix("shard 1 sent no figures within") == true)
    }

    @Test func oneShardEndsTheTrialOfAll() async throws {
        let talk = try Talk()
        try await talk.begin()
        _ = try talk.order()
        let order = try #require(try await talk.next())
        try talk.follower.tell(talk.part(1, .failures(5)))
        let control = LoadControl()
        await talk.leader.watch(control)
        #expect(talk.follower.course(of: order) == .isOver("5 failures: the brake"))
        #expect(try await talk.leader.collect(until: .max).parts.first?.reason == .failures(5))
    }

    @Test func hostilePartsAreFaults() async throws {
        let talk = try Talk()
        try await talk.begin()
        _ = try talk.order()
        let name = talk.scene.place.part(1, 1)
        #expect(symlink("/etc/hostname", talk.scene.folder.path + name) == 0)
        let collected = try await talk.leader.collect(until: .max)
        #expect(collected.parts.isEmpty)
        #expect(collected.faults.first?.contains("expected a regular file, found a link") == true)
        // Those of shards that there are none of are passed over.
        _ = try talk.order()
        try talk.scene.folder.write(talk.scene.place.part(2, 7), [1])
        try talk.follower.tell(talk.part(2))
        #expect(try await talk.leader.collect(until: .max).faults.isEmpty)
    }

    @Test func whoCantTakePartSaysWhy() async throws {
        let talk = try Talk()
        async let missing = talk.leader.gather()
        #expect(try await talk.follower.join(problem: "no request") == "no request")
        #expect(try await missing == "shard 1: no request")
    }

    @Test func whoIsGoneIsNamed() async throws {
        let scene = try TrialScene()
        let leader = TrialLeader(try scene.exchange(0, patience: 1), scene.place, clockOffset: 0)
        #expect(try await leader.gather() == "shard 1 didn't come for 1 ns")
        let talk = try Talk(patience: 1)
        #expect(try await talk.follower.join(problem: nil)?.hasPrefix("shard 0 said nothing") == true)
    }

    /// An order that an earlier shard 0 left is none.
    @Test func anOldOrderIsNone() async throws {
        let scene = try TrialScene()
        try scene.folder.write(scene.place.order, TrialOrder(process: "earlier").bytes)
        _ = try scene.exchange(0)
        let follower = TrialFollower(
            try scene.exchange(1, patience: 1),
            scene.place,
            try TrialScene.capacity(),
            clockOffset: 0
        )
        #expect(try await follower.join(problem: nil)?.hasPrefix("shard 0 said nothing") == true)
    }

    /// Machines whose clocks nobody has compared may not begin together, which is said.
    @Test func clocksThatNobodyComparedAreSaid() throws {
        let scene = try TrialScene()
        let leader = TrialLeader(try scene.exchange(0), scene.place, clockOffset: 0)
        #expect(leader.doubtOfClocks() == nil)
        _ = try scene.exchange(1) { $0.host = "another" }
        #expect(leader.doubtOfClocks()?.hasPrefix("the clocks of 2 machines were taken to be equal") == true)
    }

    @Test func instantsAreThoseOfAll() {
        let clock = SharedClock(offset: -3_000_000_000)
        let there = clock.shared(1 << 60)
        #expect(clock.own(there).distance(to: 1 << 60).magnitude < 1_000_000_000)
        #expect(clock.own(.min) == 0 && clock.own(.max) > 1 << 60)
    }
}
