/// What the rules of a mock may name.
struct DeclaredNames: Sendable {
    struct Limit: Sendable {
        let name: String
        /// Permits a second.
        let rate: Double
        let burst: Int
        let key: TextTemplate
    }

    let stores: [String]
    let limits: [Limit]
}
