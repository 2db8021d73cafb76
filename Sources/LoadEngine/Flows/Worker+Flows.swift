import Measurement

extension Worker {
    /// `slot` has drawn an endpoint: when that begins a flow, the flow begins.
    mutating func beginFlow(_ slot: Int) {
        let connection = connections + slot
        guard let flows, endpoints[connection.pointee.endpoint].next >= 0 else { return }
        connection.pointee.starter = connection.pointee.endpoint
        connection.pointee.flowIntended = connection.pointee.intended
        connection.pointee.flowDelay = 0
        connection.pointee.isInFlow = true
        let (index, user) = (connection.pointee.index, user(slot))
        flows.memory(slot)._withUnsafeGuaranteedRef { $0.begin(index: index, user: user) }
        if connection.pointee.isCounted { flows.tallies[connection.pointee.starter].started += 1 }
    }

    /// A response of a flow has come: goes on to the next request, or ends the flow. Whether it went on.
    mutating func goOnFlow(_ slot: Int, passes: Bool, at instant: UInt64) -> Bool {
        let connection = connections + slot
        let next = endpoints[connection.pointee.endpoint].next
        guard connection.pointee.isInFlow, passes, next >= 0 else {
            endFlow(slot, completed: passes, at: instant)
            return false
        }
        connection.pointee.endpoint = next
        let pause = endpoints[next].pause
        guard pause > 0 else {
            connection.pointee.intended = now
            startFurther(slot)
            return true
        }
        connection.pointee.intended = now + pause
        connection.pointee.isPaused = true
        flows?.paused += 1
        schedule.pause(slot, until: now + pause)
        return true
    }

    /// The pause before the next request of `slot`'s flow is over.
    mutating func resume(_ slot: Int) {
        connections[slot].isPaused = false
        flows?.paused -= 1
        startFurther(slot)
    }

    private mutating func startFurther(_ slot: Int) {
        connections[slot].isHeld = false
        start(slot)
    }

    mutating func endFlow(_ slot: Int, completed: Bool, at instant: UInt64) {
        let connection = connections + slot
        guard let flows, connection.pointee.isInFlow else { return }
        connection.pointee.isInFlow = false
        guard connection.pointee.isCounted else { return }
        let tally = flows.tallies + connection.pointee.starter
        guard completed else {
            tally.pointee.abandoned += 1
            return
        }
        tally.pointee.completed += 1
        let time = instant - min(instant, connection.pointee.flowIntended)
        tally.pointee.time.record(time)
        tally.pointee.undelayed.record(time - min(time, connection.pointee.flowDelay))
    }
}
