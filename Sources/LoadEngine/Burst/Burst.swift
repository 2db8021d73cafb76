/// What makes a load's workers do a burst.
struct Burst: Sendable {
    let release: BurstPlan.Release
    let keepsResponses: Bool
    let barrier: SpinBarrier
}
