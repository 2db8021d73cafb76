import Diagnostics

/// What an operation has from its path.
struct PathContext {
    let method: String
    let path: String
    let nameLocation: SourceLocation
    let parameters: [Parameter]
    let servers: [ContractServer]
    let security: [SecurityRequirement]
}
