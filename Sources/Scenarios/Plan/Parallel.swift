import Decoding
import Dispatch
import Glibc
import Synchronization

/// Does the same to every element of a list, on all cores. It may be used within itself.
package enum Parallel {
    /// How many threads share the work.
    package static var width: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// What `transform` makes of each element, in order.
    package static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        _ transform: @escaping @Sendable (Element) -> Result
    ) -> [Result] {
        let helpers = min(width, elements.count) - 1
        guard helpers > 0 else { return elements.map(transform) }
        let work = ParallelWork(elements, transform)
        // One that begins when nothing is left to do ends at once: nobody waits for it.
        for _ in 0..<helpers { DispatchQueue.global(qos: .userInitiated).async { work.help() } }
        work.help()
        return work.results()
    }

    /// What `transform` makes of each element, in order, and what it finds wrong, in order too.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        _ problems: Problems,
        _ transform: @escaping @Sendable (Element, Problems) -> Result
    ) -> [Result] {
        let hasErrors = problems.hasErrors
        let made = map(elements) { element in
            let own = Problems(hasErrors: hasErrors)
            return (result: transform(element, own), diagnostics: own.diagnostics)
        }
        return made.map { made in
            for diagnostic in made.diagnostics { problems.add(diagnostic) }
            return made.result
        }
    }
}

/// A list of which several threads take the next element until there is none left.
private final class ParallelWork<Element: Sendable, Result: Sendable>: Sendable {
    private let elements: [Element]
    private let transform: @Sendable (Element) -> Result
    private let next = Atomic(0)
    private let made: Mutex<(results: [Result?], left: Int)>
    private let isDone = DispatchSemaphore(value: 0)

    init(_ elements: [Element], _ transform: @escaping @Sendable (Element) -> Result) {
        self.elements = elements
        self.transform = transform
        made = Mutex(([Result?](repeating: nil, count: elements.count), elements.count))
    }

    /// Does what nobody has taken yet.
    func help() {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < elements.count else { return }
            let result = transform(elements[index])
            let isLast = made.withLock { made in
                made.results[index] = result
                made.left -= 1
                return made.left == 0
            }
            if isLast { isDone.signal() }
        }
    }

    /// Waits for what others have taken.
    func results() -> [Result] {
        isDone.wait()
        return made.withLock { made in made.results.compactMap(\.self) }
    }
}
