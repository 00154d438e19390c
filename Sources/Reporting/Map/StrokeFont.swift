import Raster

/// Letters drawn as single strokes, so that pictures can say what they show without a font file.
///
/// Glyphs stand on a grid with capitals from 0 to 6 downwards, small letters from 2, and descenders
/// to 8. Characters without a glyph are drawn as a small box.
enum StrokeFont {
  /// Strokes by character: points as two digits (x, y), strokes separated by commas.
  private static let glyphs: [Character: String] = [
    " ": "", "!": "00 04,06 06", "%": "06 40,00 10 11 01 00,35 45 46 36 35", "(": "20 01 05 26",
    ")": "00 21 25 06", "+": "23 27,05 45", ",": "16 07", "-": "04 34", ".": "06 06",
    "/": "06 40", ":": "03 03,06 06", ";": "13 13,16 07", "<": "42 04 46", ">": "02 44 06",
    "=": "03 43,05 45",
    "≥": "00 42 04,06 46", "_": "07 47", "?": "01 10 30 41 42 23 24,26 26", "'": "00 02",
    "0": "10 30 41 45 36 16 05 01 10", "1": "02 20 26", "2": "01 10 30 41 42 06 46",
    "3": "00 40 23 33 44 45 36 16 05", "4": "36 30 04 44", "5": "40 00 03 33 44 45 36 06",
    "6": "40 20 03 05 16 36 45 44 33 03", "7": "00 40 16",
    "8": "10 30 41 42 33 13 02 01 10,13 04 05 16 36 45 44 33", "9": "06 26 43 41 30 10 01 02 13 43",
    "A": "06 20 46,14 34", "B": "00 06 36 45 44 33 03,00 30 41 42 33",
    "C": "41 30 10 01 05 16 36 45",
    "D": "00 06 26 44 42 20 00", "E": "40 00 06 46,03 33", "F": "40 00 06,03 33",
    "G": "41 30 10 01 05 16 36 45 43 23", "H": "00 06,40 46,03 43", "I": "00 06",
    "J": "40 45 36 16 05", "K": "00 06,40 03 46", "L": "00 06 46", "M": "06 00 23 40 46",
    "N": "06 00 46 40", "O": "10 30 41 45 36 16 05 01 10", "P": "06 00 30 41 42 33 03",
    "Q": "10 30 41 45 36 16 05 01 10,24 46", "R": "06 00 30 41 42 33 03,23 46",
    "S": "41 30 10 01 02 13 33 44 45 36 16 05", "T": "00 40,20 26", "U": "00 05 16 36 45 40",
    "V": "00 26 40", "W": "00 16 22 36 40", "X": "00 46,40 06", "Y": "00 23 40,23 26",
    "Z": "00 40 06 46",
    "a": "02 22 33 36,34 14 05 16 26 35", "b": "00 06,03 12 22 33 35 26 16 05",
    "c": "33 22 12 03 05 16 26 35", "d": "30 36,33 22 12 03 05 16 26 35",
    "e": "04 34 33 22 12 03 05 16 26 35", "f": "30 20 11 16,02 22",
    "g": "32 37 28 08,33 22 12 03 05 16 26 35",
    "h": "00 06,03 12 22 33 36", "i": "02 06,00 00", "j": "12 17 08,10 10", "k": "00 06,32 04 36",
    "l": "00 05 16", "m": "02 06,03 12 23 26,23 32 43 46", "n": "02 06,03 12 22 33 36",
    "o": "12 22 33 35 26 16 05 03 12", "p": "02 08,03 12 22 33 35 26 16 05",
    "q": "32 38,33 22 12 03 05 16 26 35", "r": "02 06,03 12 22", "s": "32 12 03 14 24 35 26 06",
    "t": "10 15 26,02 22", "u": "02 05 16 26 35,32 36", "v": "02 26 42", "w": "02 16 23 36 42",
    "x": "02 36,32 06", "y": "02 05 16 26 35,32 37 28 08", "z": "02 32 06 36",
    "µ": "02 08,05 16 26 35,32 36", "²": "00 20 21 02 22", "–": "04 34", "×": "02 35,32 05",
  ]
  private static let box = "01 41 46 06 01"

  /// Height from capitals to baseline in grid steps.
  static let capitalSteps = 6.0

  /// Strokes of a text with their points in grid steps, and its width.
  static func strokes(of text: String) -> (strokes: [[SIMD2<Double>]], width: Double) {
    var result: [[SIMD2<Double>]] = []
    var x = 0.0
    for character in text {
      let strokes = (glyphs[character] ?? box).split(separator: ",").map(points)
      let width = strokes.joined().map(\.x).max() ?? 1
      result += strokes.map { $0.map { $0 + SIMD2(x, 0) } }
      x += width + 1.7
    }
    return (result, max(0, x - 1.7))
  }

  private static func points(_ stroke: Substring) -> [SIMD2<Double>] {
    stroke.split(separator: " ").map { pair in
      let digits = pair.utf8.map { Double($0) - 48 }
      return SIMD2(digits[0], digits[1])
    }
  }
}

extension Canvas {
  /// Writes a line of text.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - place: left end of the baseline, or its middle.
  ///   - height: height of capitals in pixels.
  ///   - color: color of the strokes.
  ///   - isCentered: whether `place` is the middle of the text.
  /// - Returns: width of the text in pixels.
  @discardableResult
  mutating func write(
    _ text: String, at place: SIMD2<Double>, height: Double, color: RGBColor,
    isCentered: Bool = false
  ) -> Double {
    let scale = height / StrokeFont.capitalSteps
    let (strokes, width) = StrokeFont.strokes(of: text)
    let left = isCentered ? place.x - width * scale / 2 : place.x
    for stroke in strokes {
      let points = stroke.map {
        SIMD2(left + $0.x * scale, place.y + ($0.y - StrokeFont.capitalSteps) * scale)
      }
      self.stroke(points, closed: false, width: max(1, scale * 0.85), color: color)
    }
    return width * scale
  }
}
