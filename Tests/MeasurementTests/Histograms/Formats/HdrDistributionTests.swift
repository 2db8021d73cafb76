import Measurement
import Testing

@Suite struct HdrDistributionTests {
    /// The steps of HdrHistogram's PercentileIterator.java and its print format. The columns were compared with what
    /// the Python package `hdrhistogram` 0.10.8 prints for the same values; its own steps differ (it doesn't round the
    /// number of halvings down), so they were set right for that, and its standard deviation isn't scaled.
    @Test func theDistributionIsPrintedAsHdrHistogramPrintsIt() {
        var counts = HdrCounts()
        for number in 0..<20 as Range<UInt64> { counts.record(number * number * number + 1) }
        #expect(
            counts.percentileDistribution() == """
                       Value     Percentile TotalCount 1/(1-Percentile)

                       0.000 0.000000000000          1           1.00
                       0.000 0.100000000000          2           1.11
                       0.000 0.200000000000          4           1.25
                       0.000 0.300000000000          6           1.43
                       0.000 0.400000000000          8           1.67
                       0.001 0.500000000000         10           2.00
                       0.001 0.550000000000         11           2.22
                       0.001 0.600000000000         12           2.50
                       0.002 0.650000000000         13           2.86
                       0.002 0.700000000000         14           3.33
                       0.003 0.750000000000         15           4.00
                       0.003 0.775000000000         16           4.44
                       0.003 0.800000000000         16           5.00
                       0.004 0.825000000000         17           5.71
                       0.004 0.850000000000         17           6.67
                       0.005 0.875000000000         18           8.00
                       0.005 0.887500000000         18           8.89
                       0.005 0.900000000000         18          10.00
                       0.006 0.912500000000         19          11.43
                       0.006 0.925000000000         19          13.33
                       0.006 0.937500000000         19          16.00
                       0.006 0.943750000000         19          17.78
                       0.006 0.950000000000         19          20.00
                       0.007 0.956250000000         20          22.86
                       0.007 1.000000000000         20
                #[Mean    =        0.002, StdDeviation   =        0.002]
                #[Max     =        0.007, Total count    =           20]
                #[Buckets =           32, SubBuckets     =         2048]

                """
        )
    }

    @Test func scaleAndTicksCanBeChosen() {
        var counts = HdrCounts()
        for value in 1...4 as ClosedRange<UInt64> { counts.record(value * 100) }
        let lines = counts.percentileDistribution(scale: 100, ticks: 1).split(separator: "\n").dropFirst()
        #expect(
            lines.prefix(4) == [
                "       1.000 0.000000000000          1           1.00",
                "       2.000 0.500000000000          2           2.00",
                "       3.000 0.750000000000          3           4.00",
                "       4.000 0.875000000000          4           8.00",
            ]
        )
        #expect(lines.dropFirst(4).first == "       4.000 1.000000000000          4")
        #expect(lines.suffix(3).first == "#[Mean    =        2.500, StdDeviation   =        1.118]")
    }

    @Test func nothingRecordedHasAHeaderAndAFooter() {
        #expect(
            HdrCounts().percentileDistribution() == """
                       Value     Percentile TotalCount 1/(1-Percentile)

                #[Mean    =        0.000, StdDeviation   =        0.000]
                #[Max     =        0.000, Total count    =            0]
                #[Buckets =           32, SubBuckets     =         2048]

                """
        )
    }
}
