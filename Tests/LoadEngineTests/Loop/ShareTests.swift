import Measurement
import Testing

@testable import LoadEngine

/// The shards of a load send together what one generator would: the same requests, at the same times.
struct ShareTests {
    /// A request's number and its instant.
    private struct Start: Hashable {
        var index: UInt64
        var instant: UInt64
    }

    private static let duration: UInt64 = 2_000_000_000

    /// What the threads of a share begin.
    private static func starts(_ model: LoadModel, _ share: ArrivalShare, threads: Int) -> [Start] {
        var plan = LoadPlan(target: "http://127.0.0.1:1", endpoints: [], model: model, duration: duration)
        plan.share = share
        return (0..<threads).flatMap { thread -> [Start] in
            var schedule = Schedule(
                plan,
                first: UInt64(share.index + share.count * thread),
                stride: UInt64(share.count * threads),
                slots: 1,
                lastIndex: .max
            )
            schedule.begin(plan, at: 1, slots: 1)
            var starts: [Start] = []
            while schedule.isDue(1 + duration - 1), let index = schedule.takeIndex(1) {
                starts.append(Start(index: index, instant: schedule.nextArrival))
                schedule.advance()
            }
            return starts
        }
    }

    private static let times = (0..<997).map { UInt64($0 * $0) * 1990 }
    private static let models: [String: @Sendable () -> any ArrivalProcess] = [
        "replayed": { ReplayedArrivals(times) },
        "constant": { ProfileArrivals(RateProfile.steps([(rate: 777, duration: duration)])) },
        "poisson": { PoissonProfileArrivals(RateProfile.steps([(rate: 777, duration: duration)]), seed: 42) },
    ]

    @Test(arguments: models.keys.sorted(), [1, 2, 3, 8, 31])
    func theUnionOfSharesIsTheWhole(name: String, count: Int) throws {
        let make = try #require(Self.models[name])
        let whole = Self.starts(.open(make), .all, threads: 1)
        #expect(whole.count > 500)
        for threads in [1, 2, 3] {
            let parts = (0..<count).map { Self.starts(.open(make), ArrivalShare($0, of: count), threads: threads) }
            for (index, part) in parts.enumerated() {
                #expect(part.allSatisfy { $0.index % UInt64(count) == UInt64(index) })
            }
            #expect(parts.flatMap(\.self).sorted { $0.index < $1.index } == whole)
        }
    }

    @Test(arguments: [1, 2, 3, 7])
    func everyUserHasOneShard(count: Int) {
        let users = 17
        var plan = LoadPlan(
            target: "http://127.0.0.1:1",
            endpoints: [],
            model: .closed(users: users),
            duration: Self.duration
        )
        var slots = 0
        for index in 0..<count {
            plan.share = ArrivalShare(index, of: count)
            slots += plan.slots
        }
        #expect(slots == users)
    }

    @Test func partsAddUp() {
        for whole in 0...50 {
            for count in 1...9 {
                let parts = (0..<count).map { ArrivalShare($0, of: count).part(of: whole) }
                #expect(parts.reduce(0, +) == whole)
                #expect((parts.max() ?? 0) - (parts.min() ?? 0) <= 1)
            }
        }
    }
}
