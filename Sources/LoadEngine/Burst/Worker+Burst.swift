import CLinux
import Glibc
import HTTP
import Measurement

extension Worker {
    /// Opens a connection for each request, sends what goes ahead, meets the other threads, lets go, and receives.
    mutating func run(_ burst: BurstRun) -> WorkerOutcome {
        _ = setup.gate.arrive()
        prepareBurst(burst)
        if burst.release == .lastByte { sendAllButLast() }
        let instant = burst.barrier.arrive()
        now = Clock.now()
        schedule.letGo(at: instant)
        figures.begin(at: instant)
        pace.nextTick = now + Self.tick
        let usage = ThreadUsage.now()
        let release = letGo(burst, instant)
        while inFlight.count > 0 || streams != nil && table.awaited > 0, !isStopped { turn() }
        var outcome = finish(since: usage)
        outcome.release = release
        return outcome
    }

    /// Makes the requests, and opens their connections.
    private mutating func prepareBurst(_ burst: BurstRun) {
        isBurst = true
        buffers.keepsResponses = burst.keepsResponses
        now = Clock.now()
        schedule.prepareBurst()
        for slot in 0..<count {
            connections[slot].state = .opening
            _ = begin(slot, intended: now)
            connections[slot].state = .closed
        }
        openBefore()
        isStopped = setup.control.isStopped
    }

    /// Sends all that goes ahead, and waits until it is sent: half a request is no use.
    private mutating func sendAllButLast() {
        if streams != nil { sendAhead(withholds: true) }
        for slot in 0..<count
        where streams == nil && connections[slot].state == .idle && connections[slot].requestLength > 0 {
            connections[slot].requestLength -= 1
            send(slot)
        }
        let limit = now.addingSaturated(timeout)
        while !isStopped, streams == nil ? (0..<count).contains(where: { isSending($0) }) : isSendingAhead {
            if streams != nil { flushStreams() }
            if setup.control.isStopped { isStopped = true }
            let woken = epoll_wait(epoll, ready, Int32(Self.eventCount), 100)
            for place in 0..<max(0, Int(woken)) { handle(ready[place]) }
            now = Clock.now()
            guard now < limit else { break }
        }
    }

    private func isSending(_ slot: Int) -> Bool {
        connections[slot].state == .busy && connections[slot].requestSent < connections[slot].requestLength
    }

    /// Hands the last bytes to the kernel, or the whole requests.
    private mutating func letGo(_ burst: BurstRun, _ instant: UInt64) -> ReleaseFigures {
        if streams != nil { return letStreamsGo(burst, instant) }
        var release = ReleaseFigures(thread: number, count: 0, first: Clock.now(), last: 0)
        // Without a request it failed when it was made.
        for slot in 0..<count where connections[slot].requestLength > 0 {
            connections[slot].intended = instant
            switch burst.release {
            case .none:
                guard connections[slot].state == .idle else { continue }
                send(slot)
            case .lastByte:
                guard connections[slot].state == .busy else { continue }
                connections[slot].requestLength += 1
                now = Clock.now()
                connections[slot].sentAt = now
                transmit(slot)
            }
            recordSendDelay(slot, connections[slot].sentAt)
            release.count += 1
        }
        release.last = Clock.now()
        pace.lastActivity = release.last
        return release
    }

    /// The same over HTTP/2, where one packet lets many requests go.
    private mutating func letStreamsGo(_ burst: BurstRun, _ instant: UInt64) -> ReleaseFigures {
        for slot in 0..<count where connections[slot].requestLength > 0 { connections[slot].intended = instant }
        var release = ReleaseFigures(thread: number, count: 0, first: Clock.now(), last: 0)
        if burst.release == .none { sendAhead(withholds: false) }
        release.packets = releaseStreams()
        sendRest()
        release.last = Clock.now()
        for slot in 0..<count where connections[slot].state == .busy {
            recordSendDelay(slot, connections[slot].sentAt)
            release.count += 1
        }
        pace.lastActivity = release.last
        return release
    }
}
