import ArgumentParser
import Grading

/// One `--component` option: key=value pairs separated by semicolons.
struct ComponentOption {
  let component: TumorComponent

  /// Reads the pairs; site, scheme and specimen are those of the case.
  init(_ text: String, number: Int, caseFields: [String: String]) throws {
    var pairs = try Self.pairs(text)
    let name = pairs.removeValue(forKey: "name") ?? "component \(number)"
    let share = try pairs.removeValue(forKey: "percent").map { text in
      guard let percent = Fraction(decimal: text), percent <= Fraction(100) else {
        throw ValidationError("--component \(name): percent=\(text), expected a number up to 100")
      }
      return percent
    }
    var options = Ki67Options()
    options.positive = try Self.count(&pairs, "positive", name)
    options.total = try Self.count(&pairs, "total", name)
    options.percent = pairs.removeValue(forKey: CaseField.ki67Percent.rawValue)
    options.region = .unspecified
    options.clone = nil
    let shared = caseFields.filter { ["site", "scheme", "specimen"].contains($0.key) }
    do {
      component = TumorComponent(
        name: name, percentOfTumor: share,
        data: try CaseData(fields: pairs.merging(shared) { own, _ in own }),
        ki67: try options.measurement())
    } catch let error as CaseDataError {
      throw ValidationError(error.message(naming: "--component \(name): \(error.field.rawValue)"))
    }
  }

  private static let keys: Set<String> = [
    "name", "percent", "positive", "total", "ki67_percent", "differentiation", "mitoses",
    "mitosis_area_mm2", "mitosis_fields", "field_diameter_mm", "field_number", "objective",
    "necrosis",
  ]

  private static func pairs(_ text: String) throws -> [String: String] {
    var pairs: [String: String] = [:]
    for piece in text.split(separator: ";") where !piece.allSatisfy(\.isWhitespace) {
      let sides = piece.split(separator: "=", maxSplits: 1)
      let key = sides[0].filter { !$0.isWhitespace }
      guard sides.count == 2, keys.contains(key), pairs[key] == nil else {
        throw ValidationError(
          "--component: found \"\(piece)\", expected key=value, each key once, with one of: "
            + keys.sorted().joined(separator: ", "))
      }
      pairs[key] = sides[1].trimmingPrefix(while: \.isWhitespace).description
    }
    return pairs
  }

  private static func count(
    _ pairs: inout [String: String], _ key: String, _ name: String
  ) throws -> Int? {
    guard let text = pairs.removeValue(forKey: key) else { return nil }
    guard let count = Int(text.filter { !$0.isWhitespace }) else {
      throw ValidationError("--component \(name): \(key)=\(text), expected a whole number")
    }
    return count
  }
}
