import Testing

@testable import Measurement

@Suite struct OpenMetricsReaderTests {
    private static func read(_ text: String) -> [OpenMetricsReader.Sample] {
        OpenMetricsReader.samples(Array(text.utf8)) { _ in true }
    }

    /// The example of the OpenMetrics specification's section on the text format, in parts, with what Prometheus
    /// writes.
    @Test func bothFormatsAreRead() {
        let samples = Self.read(
            #"""
            # TYPE acme_http_router_request_seconds summary
            # UNIT acme_http_router_request_seconds seconds
            # HELP acme_http_router_request_seconds Latency though all of ACME's HTTP request router.
            acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32
            acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325.0
            # TYPE go_goroutines gauge
            go_goroutines 69
            # TYPE process_cpu_seconds counter
            process_cpu_seconds_total 4.20072246e+06 1605281325.5
            # TYPE old_style counter
            old_style 3
            below -1.5
            # EOF
            """#
        )
        #expect(
            samples.map(\.series) == [
                #"acme_http_router_request_seconds_sum{path="/api/v1",method="GET"}"#,
                #"acme_http_router_request_seconds_created{path="/api/v1",method="GET"}"#, "go_goroutines",
                "process_cpu_seconds_total", "old_style", "below",
            ]
        )
        #expect(samples.map(\.value) == [9036.32, 1605281325, 69, 4200722.46, 3, -1.5])
        #expect(samples.map(\.isCounter) == [true, false, false, true, true, false])
    }

    @Test(arguments: [
        (#"a{b="x y } \" z"} 1"#, #"a{b="x y } \" z"}"#), ("a\t2\r", "a"), ("a   3   4", "a"),
    ])
    func blanksAndQuotesAmongLabelsEndNothing(line: String, series: String) {
        #expect(Self.read(line).map(\.series) == [series])
    }

    @Test(arguments: [
        "a", "a b", "a NaN", "a +Inf", #"a{b="c 1"#, "a{b 1", " 1", "", "{} 1",
        "a{b=\"\(String(repeating: "x", count: 300))\"} 1",
    ])
    func whatIsNoSampleIsPassedOver(_ line: String) {
        #expect(Self.read("\(line)\nz 1").map(\.series) == ["z"], "\(line)")
    }

    @Test func onlyWhatIsWantedIsRead() {
        let text = Array("a 1\nb 2\nab 3".utf8)
        #expect(OpenMetricsReader.samples(text) { $0 == "b" }.map(\.value) == [2])
    }

    @Test func aTextThatIsTooLongIsReadSoFar() {
        let line = "metric 1\n"
        let many = String(repeating: line, count: OpenMetricsReader.longestText / line.utf8.count + 1000)
        #expect(Self.read(many).count <= OpenMetricsReader.longestText / line.utf8.count + 1)
    }
}
