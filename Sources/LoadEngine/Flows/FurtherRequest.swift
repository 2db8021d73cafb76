/// A further request of a flow, made of what the flow has learnt from the responses before.
public struct FurtherRequest: Sendable {
    /// Rendered where all that it takes from the flow's memory can stand in it as it is; `nil` when nothing ever can.
    public var template: RequestTemplate?
    /// Makes the request's complete bytes otherwise, on the loop; the array comes empty, with its storage kept. Left empty,
    /// the request fails in the category `request`.
    public var make: @Sendable (_ memory: FlowMemory, _ bytes: inout [UInt8]) -> Void

    /// A request of its parts.
    public init(
        template: RequestTemplate?,
        make: @escaping @Sendable (_ memory: FlowMemory, _ bytes: inout [UInt8]) -> Void
    ) {
        self.template = template
        self.make = make
    }
}
