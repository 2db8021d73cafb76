/// `unevaluatedItems` and `unevaluatedProperties`.
final class UnevaluatedRules: Sendable {
    let items: Int?
    let properties: Int?

    init(items: Int?, properties: Int?) {
        self.items = items
        self.properties = properties
    }
}
