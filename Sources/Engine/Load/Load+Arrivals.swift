import Glibc
import Measurement
import Scenarios

extension Load {
    /// When the requests of an open load start; `nil` for a closed one.
    func arrivals(seed: UInt64) -> (any ArrivalProcess)? {
        switch model {
        case .open(let profile, .constant): ProfileArrivals(profile)
        case .open(let profile, .poisson): PoissonProfileArrivals(profile, seed: seed)
        case .replayed(let times, let speed): ReplayedArrivals(times, scale: 1 / speed)
        case .closed: nil
        }
    }
}

extension Load.Think {
    /// The next pause of a user, in nanoseconds.
    func time(_ random: inout SplitMix64) -> UInt64 {
        switch self {
        case .constant(let time): time
        case .exponential(let mean): UInt64(saturating: -log(1 - random.unit()) * Double(mean))
        }
    }
}
