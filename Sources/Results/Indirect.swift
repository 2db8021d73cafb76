/// A large value that is seldom there: what it belongs to holds a pointer in its place, and is copied and moved as
/// quickly as if there were none. Results and plans are copied for each case; the figures of a load alone are four
/// times the rest of a step.
@propertyWrapper
package struct Indirect<Value: Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    private var box: Box?

    /// Holds `wrappedValue`.
    package init(wrappedValue: Value?) { box = wrappedValue.map(Box.init) }

    /// Whether there is a value.
    package var holdsValue: Bool { box != nil }

    /// The value; `nil` where there is none.
    package var wrappedValue: Value? {
        get { box?.value }
        set { box = newValue.map(Box.init) }
    }
}

extension Indirect: Equatable where Value: Equatable {
    /// Whether the values are equal.
    package static func == (one: Indirect, other: Indirect) -> Bool {
        one.box === other.box || one.wrappedValue == other.wrappedValue
    }
}

extension Indirect: Hashable where Value: Hashable {
    /// The value's own hash.
    package func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
