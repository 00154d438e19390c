import Hotspots
import Quantification

extension CaseView {
  /// Lines ready to be copied into a pathology report: plain words, nothing that needs the page.
  var plainText: String {
    var lines = ["Case \(result.input.name)"]
    lines += synopsis.filter { $0.name != "Flags" }.map { "\($0.name): \($0.value)" }
    let known = clinicalFields.filter { $0.value != Self.notGiven }
    lines += known.map { "\($0.name): \($0.value)" }
    if isMeasured, result.isGradedOnHotspot {
      lines.append(
        "Ki-67 index of all nuclei: \(result.global.indexText) (\(result.global.countsText))")
    }
    if let selection = result.evidence.selection {
      lines.append(
        "Ki-67 index with the choice of the hottest region taken out: "
          + "\(Self.share(selection.adjustedIndex)); the hotspot is "
          + "\(selection.isAboveChance ? "above" : "not above") what chance gives.")
    }
    if let condition = summary?.condition { lines.append("Condition: \(condition).") }
    if let refusal = result.gradeRefusal { lines.append("No grade: \(refusal)") }
    if let error = result.error { lines.append("Failed: \(error)") }
    if flags.isEmpty {
      lines.append("Flags: none")
    } else {
      lines.append("Flags:")
      lines += flags.map { "- \($0.explanation) [\($0.code)]" }
    }
    lines.append(Self.confirmation)
    return lines.joined(separator: "\n").replacing("\u{A0}", with: " ")
  }

  /// The sentence that no grade stands without.
  static let confirmation =
    "Research use: a pathologist must confirm the grade; differentiation, mitoses and necrosis are "
    + "taken as given."
}
