import Dispatch
import Synchronization

/// Does the same to every element of a list, on all cores.
enum Parallel {
    /// What `transform` makes of each element, in order.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        _ transform: @Sendable (Element) -> Result
    ) -> [Result] {
        guard elements.count > 1 else { return elements.map(transform) }
        let results = Mutex([Result?](repeating: nil, count: elements.count))
        DispatchQueue.concurrentPerform(iterations: elements.count) { index in
            let result = transform(elements[index])
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap(\.self) }
    }

    /// What `transform` makes of each element, in order, and what it finds wrong, in order too.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        _ problems: Problems,
        _ transform: @Sendable (Element, Problems) -> Result
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
