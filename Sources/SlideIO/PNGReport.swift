import CPNG

/// What libpng said about a file, as Swift values.
struct PNGReport {
  /// Message of the error that stopped the work, empty when there was none.
  let error: String
  /// Distinct warnings in order; the last entry counts those that did not fit.
  let warnings: [String]
  /// Rows of the current pass that were complete.
  let rowsDone: Int
  /// Interlacing pass in hand, from 0.
  let pass: Int
  /// Decoded pixels that are not opaque.
  let translucent: Int

  init(_ report: ki67_png_report) {
    var report = report
    error = withUnsafeBytes(of: &report.error) { Self.text($0) }
    let kept = min(Int(report.warning_count), 8)
    var warnings = withUnsafeBytes(of: &report.warnings) { bytes in
      (0..<kept).map { Self.text(UnsafeRawBufferPointer(rebasing: bytes[($0 * 160)...])) }
    }
    if report.warning_count > 8 { warnings.append("\(report.warning_count - 8) further warnings") }
    self.warnings = warnings
    rowsDone = Int(report.rows_done)
    pass = Int(report.pass)
    translucent = Int(report.translucent)
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
