import Quantification
import Raster

/// Patterns that tell apart, in black and white, what is left out or flagged.
enum Hatching {
  /// What a pattern puts on a pixel.
  enum Ink {
    case dark
    case light
  }

  /// Picture pixels after which patterns repeat.
  private static let period = 10

  /// Ink of a class's pattern at a picture pixel, nil where the picture shows through.
  static func ink(_ value: TissueClass, x: Int, y: Int) -> Ink? {
    switch value {
    case .glass, .tissue: nil
    case .pen: line(x + y)
    case .fold: line(x)
    case .edge: line(y)
    case .pigment: line(x + y) == .dark || line(x - y) == .dark ? .dark : line(x + y)
    case .outOfFocus: dot(x, y)
    }
  }

  /// A dark line of two pixels beside a light one.
  private static func line(_ place: Int) -> Ink? {
    let phase = ((place % period) + period) % period
    return phase < 2 ? .dark : phase < 4 ? .light : nil
  }

  private static func dot(_ x: Int, _ y: Int) -> Ink? {
    // Every other row of dots is shifted by half.
    let row = y / (period / 2)
    let dx = (x + row % 2 * (period / 2)) % period - period / 2
    let dy = y % (period / 2) - period / 4
    let squared = dx * dx + dy * dy
    return squared <= 2 ? .dark : squared <= 5 ? .light : nil
  }
}
