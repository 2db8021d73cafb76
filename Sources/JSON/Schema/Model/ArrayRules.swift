/// What applies to arrays.
final class ArrayRules: Sendable {
    let minItems: Int
    let maxItems: Int
    let isUnique: Bool
    let prefix: [Int]
    let items: Int?
    let contains: Int?
    let minContains: Int
    let maxContains: Int
    /// The keywords that hold `prefix` and `items` in this dialect.
    let prefixKeyword: String
    let itemsKeyword: String

    init(
        minItems: Int,
        maxItems: Int,
        isUnique: Bool,
        prefix: [Int],
        items: Int?,
        contains: Int?,
        minContains: Int,
        maxContains: Int,
        prefixKeyword: String,
        itemsKeyword: String
    ) {
        self.minItems = minItems
        self.maxItems = maxItems
        self.isUnique = isUnique
        self.prefix = prefix
        self.items = items
        self.contains = contains
        self.minContains = minContains
        self.maxContains = maxContains
        self.prefixKeyword = prefixKeyword
        self.itemsKeyword = itemsKeyword
    }
}
