import Glibc
import Measurement

/// Renders one template on one thread.
struct Renderer {
    private let pieces: UnsafePointer<Piece>
    private let headCount: Int
    private let count: Int
    private let fixedBound: Int
    private let texts: UnsafeMutablePointer<RenderedText>
    private let textCount: Int
    private let seed: UInt64
    /// When the first of the texts may change, by the monotonic clock.
    private var textsChange: UInt64 = 0
    private let capturedCount: Int
    /// What rows are drawn by: the load's own seed, as all requests of a flow see one row.
    private let rowSeed: UInt64
    /// Whether a value may come that can't stand in the template as it is, so that ``fits(_:)`` has to be asked.
    let mayNotFit: Bool
    /// The longest rendering, but for what comes from a flow's memory.
    private(set) var bound: Int

    /// What a rendering is for.
    struct Context {
        var index: UInt64
        var user: Int
        /// The monotonic clock.
        var now: UInt64
        /// What the flow has captured: where its texts are, and their bytes.
        var texts: UnsafePointer<FlowMemory.Text>?
        var captured: UnsafePointer<UInt8>?
        /// The bytes that they may add to the longest rendering.
        var extra = 0
    }

    /// - Parameter program: it outlives the renderer.
    init(_ program: TemplateProgram, seed: UInt64, rowSeed: UInt64) {
        pieces = UnsafePointer(program.pieces)
        headCount = program.headCount
        count = program.count
        fixedBound = program.bound
        bound = program.bound
        self.seed = seed
        self.rowSeed = rowSeed
        capturedCount = program.capturedCount
        mayNotFit = program.mayNotFit
        textCount = program.texts.count
        texts = .allocate(capacity: max(1, textCount))
        for (index, text) in program.texts.enumerated() { (texts + index).initialize(to: RenderedText(text)) }
        refreshTexts(Clock.now())
    }

    func free() {
        for index in 0..<textCount { texts[index].free() }
        texts.deinitialize(count: textCount)
        texts.deallocate()
    }

    /// Brings the texts up to date; to be called before ``bound`` is read and ``render(into:_:)`` is called.
    @inline(__always)
    mutating func prepare(_ now: UInt64) {
        if now >= textsChange { refreshTexts(now) }
    }

    private mutating func refreshTexts(_ now: UInt64) {
        textsChange = .max
        bound = fixedBound
        for index in 0..<textCount {
            texts[index].refresh(now)
            textsChange = min(textsChange, texts[index].expires)
            bound += texts[index].count
        }
    }

    /// The context of a further request of a flow.
    @inline(__always)
    func context(_ memory: FlowMemory, _ now: UInt64) -> Context {
        Context(
            index: memory.index,
            user: memory.user,
            now: now,
            texts: UnsafePointer(memory.texts),
            captured: UnsafePointer(memory.bytes),
            extra: capturedCount * memory.count
        )
    }

    /// Whether all values of a request can stand in the template as they are.
    @inline(__always)
    func fits(_ context: Context) -> Bool {
        for number in 0..<count {
            let piece = pieces + number
            switch piece.pointee.kind {
            case .captured: if let texts = context.texts, !texts[piece.pointee.count].fits { return false }
            case .value: if let fits = piece.pointee.fits, !fits[valuePlace(piece, context.index)] { return false }
            case .literal, .requestIndex, .userIndex, .uuid, .random, .integer, .text, .contentLength: continue
            }
        }
        return true
    }

    /// Renders into `output`, which has room for ``bound`` bytes, those that the context adds, and as many again as
    /// scratch; returns the length.
    func render(into output: UnsafeMutablePointer<UInt8>, _ context: Context) -> Int {
        var random = SplitMix64(seed: Mixing.mix(seed, context.index))
        guard count > headCount else { return write(0..<headCount, output, context, 0, &random) }
        // The body first, as the head has its length; far enough behind to be out of the head's way.
        let scratch = output + bound + context.extra
        let bodyLength = write(headCount..<count, scratch, context, 0, &random)
        let headLength = write(0..<headCount, output, context, bodyLength, &random)
        memcpy(output + headLength, scratch, bodyLength)
        return headLength + bodyLength
    }

    private func write(
        _ range: Range<Int>,
        _ output: UnsafeMutablePointer<UInt8>,
        _ context: Context,
        _ bodyLength: Int,
        _ random: inout SplitMix64
    ) -> Int {
        var writer = ByteWriter(output)
        for number in range {
            let piece = pieces + number
            switch piece.pointee.kind {
            case .literal: if let bytes = piece.pointee.bytes { writer.append(bytes, piece.pointee.count) }
            case .requestIndex: writer.append(decimal: context.index)
            case .userIndex: writer.append(decimal: UInt64(context.user))
            case .contentLength: writer.append(decimal: UInt64(bodyLength))
            case .uuid: writer.appendUUID(&random)
            case .random: writer.appendRandom(piece, &random)
            case .integer: writer.append(decimal: Self.integer(piece, &random))
            case .text:
                let text = texts + piece.pointee.count
                writer.append(text.pointee.bytes, text.pointee.count)
            case .value: appendValue(piece, context.index, &writer)
            case .captured: Self.appendCaptured(piece, context, &writer)
            }
        }
        return writer.count
    }

    private static func integer(_ piece: UnsafePointer<Piece>, _ random: inout SplitMix64) -> UInt64 {
        let span = piece.pointee.span
        if span == .max { return random.next() }
        return piece.pointee.low + random.next(upperBound: span + 1)
    }

    private static func appendCaptured(_ piece: UnsafePointer<Piece>, _ context: Context, _ writer: inout ByteWriter) {
        guard let texts = context.texts, let captured = context.captured else { return }
        let text = texts[piece.pointee.count]
        writer.append(captured + text.start, text.count)
    }

    private func appendValue(_ piece: UnsafePointer<Piece>, _ index: UInt64, _ writer: inout ByteWriter) {
        guard let bytes = piece.pointee.bytes, let offsets = piece.pointee.offsets else { return }
        let place = valuePlace(piece, index)
        writer.append(bytes + offsets[place], offsets[place + 1] - offsets[place])
    }

    /// Where the value of request `index` is among those of its feeder.
    @inline(__always)
    private func valuePlace(_ piece: UnsafePointer<Piece>, _ index: UInt64) -> Int {
        let isRandom = piece.pointee.isRandomRow
        let row = DataFeeder.row(index, of: piece.pointee.rows, isRandom: isRandom, seed: rowSeed)
        return row * piece.pointee.columns + piece.pointee.length
    }
}
