/// Where the fit of an outline starts.
///
/// Whole numbers, so that equal starts are recognized and give equal outlines.
struct OutlineSeed: Hashable {
  /// Center in half working pixels from the planes' first pixel: pixel `i` has its center at `2 * i`.
  var x2: Int32
  /// Center in half working pixels, see `x2`.
  var y2: Int32
  /// Expected radius in steps of half a µm, at least 1.
  var radiusSteps: Int32
}
